package dev.stashline.bench;

import dev.stashline.jobs.GroupCommit;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;

/**
 * The least that a durable publish can cost, in the broker's own process: what of the publish rate
 * is HTTP, and what is a committed row.
 *
 * <pre>
 *   POST /nothing   reads the body, answers
 *   POST /row       the same after one row was committed, group commit, one table, one index
 * </pre>
 */
final class BareServer {
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
                    .requestHandler(request -> answer(request, rows))
                    .listen(0, "127.0.0.1"));
  }

  private static void answer(HttpServerRequest request, GroupCommit<Buffer, Boolean> rows) {
    request
        .body()
        .compose(
            body ->
                request.path().equals("/row") ? rows.submit(body) : Future.succeededFuture(true))
        .onSuccess(done -> request.response().end("{\"stored\":true}"))
        .onFailure(failure -> request.response().setStatusCode(500).end());
  }

  private static Future<List<Boolean>> insert(Pool pool, List<Buffer> bodies) {
    var ids = bodies.stream().map(body -> UUID.randomUUID()).toArray(UUID[]::new);
    return pool.preparedQuery(
            "insert into public.bare select * from unnest($1::uuid[], $2::bytea[])")
        .execute(Tuple.of(ids, (Object) bodies.toArray(Buffer[]::new)))
        .map(rows -> bodies.stream().map(body -> true).toList());
  }
}
