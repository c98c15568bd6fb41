package dev.stashline.broker;

import dev.stashline.broker.UrlGroup.Endpoint;
import dev.stashline.runtime.Json;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The groups of all accounts. */
final class UrlGroups {
  private static final String COLUMNS =
      "select name, endpoints::text, headers::text, created_at, updated_at from broker.url_group";

  /** $1 account, $2 name. */
  private static final String FIND = COLUMNS + " where account = $1 and name = $2";

  /** $1 account. */
  private static final String LIST = COLUMNS + " where account = $1 order by name";

  /** $1 account, $2 name, $3 now. Makes an empty one, or leaves the one that is there. */
  private static final String MAKE =
      """
      insert into broker.url_group (account, name, endpoints, headers, created_at, updated_at)
      values ($1, $2, '[]', '{}', $3, $3) on conflict do nothing\
      """;

  /** $1 account, $2 name, $3 endpoints, $4 now. */
  private static final String SET_ENDPOINTS =
      "update broker.url_group set endpoints = $3::text::json, updated_at = $4"
          + " where account = $1 and name = $2";

  /** $1 account, $2 name, $3 headers, $4 now. */
  private static final String SET_HEADERS =
      "update broker.url_group set headers = $3::text::json, updated_at = $4"
          + " where account = $1 and name = $2";

  /** $1 account, $2 name. */
  private static final String DELETE =
      "delete from broker.url_group where account = $1 and name = $2";

  private final Pool pool;
  private final BrokerConfig config;
  private final InstantSource clock;

  UrlGroups(Pool pool, BrokerConfig config, InstantSource clock) {
    this.pool = pool;
    this.config = config;
    this.clock = clock;
  }

  Future<Optional<UrlGroup>> find(String account, String name) {
    return find(pool, FIND, account, name);
  }

  private static Future<Optional<UrlGroup>> find(
      SqlClient sql, String statement, String account, String name) {
    return sql.preparedQuery(statement)
        .execute(Tuple.of(account, name))
        .map(
            rows ->
                rows.size() == 0 ? Optional.empty() : Optional.of(read(rows.iterator().next())));
  }

  Future<List<UrlGroup>> list(String account) {
    return pool.preparedQuery(LIST)
        .execute(Tuple.of(account))
        .map(rows -> rows.stream().map(UrlGroups::read).toList());
  }

  private static UrlGroup read(Row row) {
    return new UrlGroup(
        row.getString(0),
        UrlGroup.readEndpoints(row.getString(1)),
        Message.readHeaders(row.getString(2)),
        row.getOffsetDateTime(3).toInstant(),
        row.getOffsetDateTime(4).toInstant());
  }

  /**
   * Adds endpoints to a group, which is made if it is not there.
   *
   * @return fails with {@link ApiError} 412 if there are too many groups or endpoints then
   */
  Future<Void> add(String account, String name, List<Endpoint> added) {
    return pool.withTransaction(
        sql ->
            made(sql, account, name)
                .compose(v -> change(sql, account, name, old -> UrlGroup.merged(old, added))));
  }

  private Future<Void> made(SqlConnection sql, String account, String name) {
    return sql.preparedQuery(MAKE)
        .execute(Tuple.of(account, name, Publishing.utc(clock.instant())))
        .compose(
            made ->
                made.rowCount() == 0
                    ? Future.succeededFuture()
                    : config.quotas().checkMade(sql, Quotas.Thing.URL_GROUPS, account));
  }

  /** Removes endpoints; a group without any is removed itself. Fails with 404 if there is none. */
  Future<Void> remove(String account, String name, List<String> names, List<String> urls) {
    return pool.withTransaction(
        sql -> change(sql, account, name, old -> UrlGroup.without(old, names, urls)));
  }

  private Future<Void> change(
      SqlConnection sql, String account, String name, UnaryOperator<List<Endpoint>> change) {
    return find(sql, FIND + " for update", account, name)
        .compose(
            group -> {
              var endpoints =
                  change.apply(
                      group.orElseThrow(() -> ApiError.notFound("url group " + name)).endpoints());
              config.quotas().check("endpoints", endpoints.size(), config.quotas().endpoints());
              return endpoints.isEmpty()
                  ? sql.preparedQuery(DELETE).execute(Tuple.of(account, name))
                  : sql.preparedQuery(SET_ENDPOINTS)
                      .execute(
                          Tuple.of(
                              account,
                              name,
                              Json.write(endpoints.stream().map(UrlGroupApi::shown).toList()),
                              Publishing.utc(clock.instant())));
            })
        .mapEmpty();
  }

  /** Replaces the defaults; false if there is no such group. */
  Future<Boolean> setHeaders(String account, String name, Map<String, List<String>> headers) {
    return pool.preparedQuery(SET_HEADERS)
        .execute(Tuple.of(account, name, Json.write(headers), Publishing.utc(clock.instant())))
        .map(rows -> rows.rowCount() > 0);
  }

  /** Messages that were made already stay. */
  Future<Void> delete(String account, String name) {
    return pool.preparedQuery(DELETE).execute(Tuple.of(account, name)).mapEmpty();
  }
}
