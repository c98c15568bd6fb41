package dev.stashline.plans;

import dev.stashline.contracts.GeneratePlan;
import dev.stashline.runtime.Caller;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The people and their plans, in Postgres. Any thread; a future that fails has changed nothing. */
public final class PlanStore {
  private final Pool pool;
  private final InstantSource clock;

  public PlanStore(Pool pool, InstantSource clock) {
    this.pool = pool;
    this.clock = clock;
  }

  /** Fails while Postgres is away. */
  Future<?> isThere() {
    return pool.query("select 1").execute();
  }

  /** A request for a plan: who asks, for whom. {@code owner} is null when an admin asks. */
  record Request(String tenant, String email, String code, UUID id, @Nullable String owner) {}

  /**
   * What became of a request.
   *
   * @param before the status it met; null for none
   * @param request the request in force: this one, or the one that was active already
   */
  record Requested(UUID person, @Nullable PlanStatus before, UUID request) {}

  /** One line of the monitoring list. */
  public record Line(
      UUID id, String email, PlanStatus status, @Nullable String error, Instant updatedAt) {}

  /** Stores a form and answers the person's code; empty if the address belongs to somebody else. */
  Future<Optional<String>> submit(
      String tenant, String owner, String email, UUID id, String code, String formJson) {
    return pool.preparedQuery(PlanSql.SUBMIT)
        .execute(Tuple.of(id, tenant, owner, email, code, formJson, now()))
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(rows.iterator().next().getString(0)));
  }

  Future<Optional<Person>> findByEmail(String tenant, String email) {
    return person(PlanSql.FIND_BY_EMAIL, Tuple.of(tenant, email.toLowerCase(Locale.ROOT)));
  }

  Future<Optional<Person>> findByCode(String tenant, String code) {
    return person(PlanSql.FIND_BY_CODE, Tuple.of(tenant, code));
  }

  Future<Optional<Person>> find(UUID id) {
    return person(PlanSql.FIND, Tuple.of(id));
  }

  private Future<Optional<Person>> person(String sql, Tuple arguments) {
    return pool.preparedQuery(sql)
        .execute(arguments)
        .map(
            rows ->
                rows.size() == 0 ? Optional.empty() : Optional.of(read(rows.iterator().next())));
  }

  /**
   * Queues plans for those who are known and have none under way; answers in the order of the
   * requests, empty for unknown.
   */
  Future<List<Optional<Requested>>> request(SqlClient tx, List<Request> requests) {
    int n = requests.size();
    var ordinals = new Integer[n];
    for (int i = 0; i < n; i++) {
      ordinals[i] = i;
    }
    return tx.preparedQuery(PlanSql.REQUEST)
        .execute(
            Tuple.of(
                    ordinals,
                    requests.stream().map(Request::tenant).toArray(String[]::new),
                    requests.stream().map(Request::email).toArray(String[]::new),
                    requests.stream().map(Request::code).toArray(String[]::new),
                    requests.stream().map(Request::id).toArray(UUID[]::new),
                    requests.stream().map(Request::owner).toArray(String[]::new))
                .addValue(now()))
        .map(
            rows -> {
              var answers = new ArrayList<Optional<Requested>>();
              requests.forEach(r -> answers.add(Optional.empty()));
              for (Row row : rows) {
                answers.set(
                    row.getInteger(0),
                    Optional.of(
                        new Requested(row.getUUID(3), status(row.getString(1)), row.getUUID(2))));
              }
              return answers;
            });
  }

  /** Work has begun; false if the request is not in force any more. */
  Future<Boolean> processing(SqlClient tx, UUID person, UUID request) {
    return tx.preparedQuery(PlanSql.PROCESSING)
        .execute(Tuple.of(person, request, now()))
        .map(PlanStore::changed);
  }

  /** Stores a part; false if the request is not in force any more. */
  Future<Boolean> writePart(SqlClient tx, UUID person, UUID request, Part part, String json) {
    return tx.preparedQuery(PlanSql.writePart(part))
        .execute(Tuple.of(person, request, json, now()))
        .map(PlanStore::changed);
  }

  /**
   * The whole plan is stored and the mail is sent; false if the request is not in force any more.
   */
  Future<Boolean> complete(SqlClient tx, UUID person, UUID request) {
    return tx.preparedQuery(PlanSql.COMPLETE)
        .execute(Tuple.of(person, request, now()))
        .map(PlanStore::changed);
  }

  /** A request that will get no further attempt, and why. */
  record Hopeless(GeneratePlan plan, String reason) {}

  /** Marks hopeless requests failed, or partial if the main part exists. Answers what changed. */
  Future<List<GivenUp>> giveUp(SqlClient tx, List<Hopeless> requests) {
    if (requests.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    return tx.preparedQuery(PlanSql.GIVE_UP)
        .execute(
            Tuple.of(
                requests.stream().map(r -> tenant(r.plan())).toArray(String[]::new),
                requests.stream()
                    .map(r -> r.plan().email().toLowerCase(Locale.ROOT))
                    .toArray(String[]::new),
                requests.stream().map(r -> r.plan().uniqueCode()).toArray(String[]::new),
                requests.stream().map(r -> r.plan().request()).toArray(UUID[]::new),
                requests.stream().map(Hopeless::reason).toArray(String[]::new),
                now()))
        .map(
            rows -> {
              var ended = new ArrayList<GivenUp>();
              rows.forEach(
                  row ->
                      ended.add(
                          new GivenUp(
                              row.getUUID(0), row.getUUID(3), row.getString(1), row.getString(2))));
              return ended;
            });
  }

  /** The tenant a message speaks of. */
  static String tenant(GeneratePlan plan) {
    return plan.tenant() == null ? Caller.DEFAULT_TENANT : plan.tenant();
  }

  /** A person's plan that was given up. */
  record GivenUp(UUID person, UUID request, String before, String after) {}

  /**
   * Newest first. {@code before} and {@code beforeId} go on where a page ended; both null for the
   * first.
   */
  Future<List<Line>> list(
      @Nullable String tenant,
      @Nullable PlanStatus status,
      @Nullable Instant before,
      @Nullable UUID beforeId,
      int atMost) {
    return pool.preparedQuery(PlanSql.LIST)
        .execute(
            Tuple.of(
                tenant,
                status == null ? null : status.word(),
                before == null ? null : before.atOffset(ZoneOffset.UTC),
                beforeId,
                atMost))
        .map(
            rows -> {
              var lines = new ArrayList<Line>();
              for (Row row : rows) {
                var word = status(row.getString(2));
                if (word != null) {
                  lines.add(
                      new Line(
                          row.getUUID(0),
                          row.getString(1),
                          word,
                          row.getString(3),
                          row.getOffsetDateTime(4).toInstant()));
                }
              }
              return lines;
            });
  }

  private static Person read(Row row) {
    var parts = new EnumMap<Part, String>(Part.class);
    for (Part part : Part.values()) {
      var json = row.getString(12 + part.ordinal());
      if (json != null) {
        parts.put(part, json);
      }
    }
    return new Person(
        row.getUUID(0),
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        parts,
        status(row.getString(6)),
        row.getString(7),
        row.getUUID(8),
        instant(row.getOffsetDateTime(9)),
        row.getOffsetDateTime(10).toInstant(),
        row.getOffsetDateTime(11).toInstant());
  }

  private static @Nullable PlanStatus status(@Nullable String word) {
    return word == null ? null : PlanStatus.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
    return at == null ? null : at.toInstant();
  }

  private static boolean changed(RowSet<Row> rows) {
    return rows.rowCount() > 0;
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
