package dev.stashline.bench;

import dev.stashline.jobs.GroupCommit;
import dev.stashline.runtime.Database;
import dev.stashline.runtime.DatabaseConfig;
import dev.stashline.runtime.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * The least that a durable request can cost: what of a rate is HTTP, and what is a committed row.
 *
 * <pre>
 *   POST /nothing   reads the body, answers
 *   POST /insert    the same after its own insert was committed: one table, one index
 *   POST /row       the same by group commit
 * </pre>
 */
final class BareServer {
  private static final int POOL = 16;
  private static final String INSERT = "insert into public.bare (id, body) values ($1, $2)";

  private BareServer() {}

  static Future<HttpServer> start(Vertx vertx, Pool pool) {
    var rows =
        new GroupCommit<Buffer, Boolean>(
            500, 2, bodies -> insert(pool, bodies), () -> pool.query("select 1").execute());
    return pool.query("create table if not exists public.bare (id uuid primary key, body bytea)")
        .execute()
        .compose(
            v ->
                vertx
                    .createHttpServer()
                    .requestHandler(request -> answer(request, pool, rows))
                    .listen(0, "127.0.0.1"));
  }

  private static void answer(
      HttpServerRequest request, Pool pool, GroupCommit<Buffer, Boolean> rows) {
    request
        .body()
        .compose(
            body ->
                switch (request.path()) {
                  case "/insert" ->
                      pool.preparedQuery(INSERT)
                          .execute(Tuple.of(UUID.randomUUID(), body))
                          .map(true);
                  case "/row" -> rows.submit(body);
                  default -> Future.succeededFuture(true);
                })
        .onSuccess(done -> request.response().end("{\"stored\":true}"))
        .onFailure(failure -> request.response().setStatusCode(500).end());
  }

  /** A process with nothing but these handlers. */
  public static void main(String[] args) throws Exception {
    var vertx = Vertx.vertx();
    var pool =
        Database.open(vertx, new DatabaseConfig(new Secret(args[0]), POOL, Duration.ofSeconds(10)));
    System.out.println("ready " + BenchEngine.await(start(vertx, pool)).actualPort());
    Thread.currentThread().join();
  }

  private static Future<List<Boolean>> insert(Pool pool, List<Buffer> bodies) {
    var ids = bodies.stream().map(body -> UUID.randomUUID()).toArray(UUID[]::new);
    return pool.preparedQuery(
            "insert into public.bare select * from unnest($1::uuid[], $2::bytea[])")
        .execute(Tuple.of(ids, (Object) bodies.toArray(Buffer[]::new)))
        .map(rows -> bodies.stream().map(body -> true).toList());
  }
}
