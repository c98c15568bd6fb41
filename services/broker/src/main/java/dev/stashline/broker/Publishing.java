package dev.stashline.broker;

import dev.stashline.jobs.GroupCommit;
import dev.stashline.jobs.JobQueue;
import dev.stashline.jobs.JobTransaction;
import dev.stashline.jobs.Kind;
import dev.stashline.jobs.Lane;
import dev.stashline.jobs.NewJob;
import dev.stashline.qstash.Deduplication;
import dev.stashline.runtime.Json;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** Stores messages with their jobs; publishes that arrive together share a commit. */
final class Publishing {
  /** Larger bodies commit by themselves, so that a group stays small in memory. */
  private static final int LARGE = 64 * 1024;

  private final Supplier<JobQueue> queue;
  private final LogPartitions partitions;
  private final Lanes lanes;
  private final Kind<BrokerJobs.DeliverMessage> kind;
  private final InstantSource clock;
  private final Runs runs;
  private final GroupCommit<Draft, Published> group;

  /**
   * What became of a publish.
   *
   * @param id the message's, or for a duplicate the first one's
   */
  record Published(UUID id, boolean deduplicated) {}

  private record DedupKey(String account, String key) implements Comparable<DedupKey> {
    @Override
    public int compareTo(DedupKey other) {
      int byAccount = account.compareTo(other.account);
      return byAccount != 0 ? byAccount : key.compareTo(other.key);
    }
  }

  Publishing(
      Supplier<JobQueue> queue,
      Pool pool,
      LogPartitions partitions,
      Runs runs,
      Lanes lanes,
      BrokerConfig config,
      InstantSource clock) {
    this.runs = runs;
    this.queue = queue;
    this.partitions = partitions;
    this.clock = clock;
    this.lanes = lanes;
    kind = BrokerJobs.deliver(config);
    group = new GroupCommit<>(500, 2, this::commit, () -> pool.query("select 1").execute());
  }

  /** Stores a message; answers after its commit. */
  Future<Published> publish(Draft draft) {
    return draft.body().length > LARGE || RunPart.of(draft.settings()).isPresent()
        ? commit(List.of(draft)).map(List::getFirst)
        : group.submit(draft);
  }

  /** Stores the messages of one publish, all or none; answers in their order after the commit. */
  Future<List<Published>> publishAll(List<Draft> drafts) {
    return drafts.size() == 1 ? publish(drafts.getFirst()).map(List::of) : commit(drafts);
  }

  private Future<List<Published>> commit(List<Draft> drafts) {
    return transaction(tx -> store(tx, drafts));
  }

  /** A transaction in which messages can be stored: the log has the partitions for them. */
  <T> Future<T> transaction(Function<JobTransaction, Future<T>> work) {
    return partitions.ready(clock.instant()).compose(v -> queue.get().transaction(work));
  }

  /** Stores messages and jobs in such a {@link #transaction}; answers in their order. */
  Future<List<Published>> store(JobTransaction tx, List<Draft> drafts) {
    if (drafts.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    return firsts(tx, drafts)
        .compose(
            firsts -> {
              var fresh =
                  drafts.stream()
                      .filter(d -> firsts.getOrDefault(d.id(), d.id()).equals(d.id()))
                      .toList();
              return runs.admit(tx, fresh)
                  .compose(
                      admission ->
                          insert(tx, admission.drafts())
                              .map(v -> answers(drafts, firsts, admission.first())));
            });
  }

  private static List<Published> answers(
      List<Draft> drafts, Map<UUID, UUID> byKey, Map<UUID, UUID> byRun) {
    return drafts.stream()
        .map(
            draft -> {
              UUID id = draft.id();
              UUID first = byRun.getOrDefault(id, byKey.getOrDefault(id, id));
              return new Published(first, !first.equals(id));
            })
        .toList();
  }

  /** For each draft that has a deduplication key: the id of the message that bears it. */
  private Future<Map<UUID, UUID>> firsts(JobTransaction tx, List<Draft> drafts) {
    // Sorted, so that two transactions never wait for each other's keys crosswise.
    var first = new TreeMap<DedupKey, Draft>();
    for (Draft draft : drafts) {
      if (draft.dedupKey() != null) {
        first.putIfAbsent(new DedupKey(draft.account(), draft.dedupKey()), draft);
      }
    }
    if (first.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    var accounts = first.keySet().stream().map(DedupKey::account).toArray(String[]::new);
    var keys = first.keySet().stream().map(DedupKey::key).toArray(String[]::new);
    var ids = first.values().stream().map(Draft::id).toArray(UUID[]::new);
    var now = clock.instant();
    return tx.sql()
        .preparedQuery(MessageSql.CLAIM_DEDUP)
        .execute(Tuple.of(accounts, keys, ids, utc(now.plus(Deduplication.WINDOW)), utc(now)))
        .compose(
            claimed -> {
              var holders = holders(claimed);
              if (holders.size() == first.size()) {
                return Future.succeededFuture(holders);
              }
              return tx.sql()
                  .preparedQuery(MessageSql.DEDUP_HOLDERS)
                  .execute(Tuple.of(accounts, (Object) keys))
                  .map(Publishing::holders);
            })
        .map(holders -> byDraft(drafts, holders));
  }

  private static Map<DedupKey, UUID> holders(Iterable<Row> rows) {
    var holders = new HashMap<DedupKey, UUID>();
    for (Row row : rows) {
      holders.put(new DedupKey(row.getString(0), row.getString(1)), row.getUUID(2));
    }
    return holders;
  }

  private static Map<UUID, UUID> byDraft(List<Draft> drafts, Map<DedupKey, UUID> holders) {
    var byDraft = new HashMap<UUID, UUID>();
    for (Draft draft : drafts) {
      if (draft.dedupKey() != null) {
        byDraft.put(
            draft.id(),
            Objects.requireNonNull(holders.get(new DedupKey(draft.account(), draft.dedupKey()))));
      }
    }
    return byDraft;
  }

  private Future<?> insert(JobTransaction tx, List<Draft> drafts) {
    if (drafts.isEmpty()) {
      return Future.succeededFuture();
    }
    return lanes
        .of(tx, drafts)
        .compose(
            its ->
                // Both at once: neither needs the other's answer, and each saves a way to Postgres.
                Future.all(
                    tx.sql().preparedQuery(MessageSql.INSERT).execute(rows(drafts)),
                    tx.enqueue(drafts.stream().map(draft -> job(draft, its)).toList())));
  }

  private NewJob job(Draft draft, Map<String, Lane> lanes) {
    var flowControl = draft.settings().flowControl();
    boolean queued = draft.heirOf() != null || draft.via().queue() != null;
    var job = job(draft, queued && flowControl != null ? BrokerJobs.turn() : kind);
    if (draft.heirOf() != null) {
      return job.inPlaceOf(Lanes.ofQueue(draft.account(), draft.heirOf()));
    }
    if (draft.via().queue() != null) {
      return job.lane(Lanes.the(lanes, Lanes.ofQueue(draft.account(), draft.via().queue())));
    }
    return flowControl == null
        ? job
        : job.lane(Lanes.the(lanes, Lanes.ofKey(draft.account(), flowControl.key())));
  }

  private static NewJob job(Draft draft, Kind<BrokerJobs.DeliverMessage> kind) {
    var job =
        kind.job(BrokerJobs.args(draft.account(), draft.url()))
            .id(draft.id())
            .attempts(BrokerJobs.attempts(draft.settings().maxRetries()));
    return draft.notBefore().isAfter(draft.createdAt()) ? job.at(draft.notBefore()) : job;
  }

  /** The values of {@link MessageSql#INSERT}. */
  static Tuple rows(List<Draft> drafts) {
    int n = drafts.size();
    var ids = new UUID[n];
    var accounts = new String[n];
    var urls = new String[n];
    var hosts = new String[n];
    var paths = new String[n];
    var settings = new String[n];
    var bodies = new Buffer[n];
    // The messages of a URL group share one array; a Buffer is a copy of it.
    var copies = new IdentityHashMap<byte[], Buffer>();
    var labels = new String[n];
    var callers = new String[n];
    var created = new OffsetDateTime[n];
    var notBefore = new OffsetDateTime[n];
    var queues = new String[n];
    var topics = new String[n];
    var endpoints = new String[n];
    var schedules = new String[n];
    var flowKeys = new String[n];
    for (int i = 0; i < n; i++) {
      Draft draft = drafts.get(i);
      ids[i] = draft.id();
      accounts[i] = draft.account();
      urls[i] = draft.url().text();
      hosts[i] = draft.url().host();
      paths[i] = draft.url().path();
      settings[i] = Json.write(draft.headers());
      bodies[i] = copies.computeIfAbsent(draft.body(), Buffer::buffer);
      labels[i] = String.join(",", draft.settings().labels());
      callers[i] = draft.callerIp();
      created[i] = millis(draft.createdAt());
      notBefore[i] = utc(draft.notBefore());
      queues[i] = draft.via().queue();
      topics[i] = draft.via().topic();
      endpoints[i] = draft.via().endpoint();
      schedules[i] = draft.via().schedule();
      var flowControl = draft.settings().flowControl();
      flowKeys[i] = flowControl == null ? null : flowControl.key();
    }
    return Tuple.tuple(
        Arrays.asList(
            ids, accounts, urls, hosts, paths, settings, bodies, labels, callers, created,
            notBefore, queues, topics, endpoints, schedules, flowKeys));
  }

  /** A time of the log: whole milliseconds, as the API shows them and its cursors say them. */
  static OffsetDateTime millis(Instant instant) {
    return utc(instant.truncatedTo(ChronoUnit.MILLIS));
  }

  static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
