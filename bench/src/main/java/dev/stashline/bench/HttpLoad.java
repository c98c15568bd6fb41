package dev.stashline.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Requests over a number of connections, each with one under way: the next is sent when the answer
 * is there.
 */
final class HttpLoad {
  /** A request to send. */
  record Call(HttpMethod method, String path, Map<String, String> headers, Buffer body) {
    /** A POST. */
    Call(String path, Map<String, String> headers, Buffer body) {
      this(HttpMethod.POST, path, headers, body);
    }

    static Call get(String path, Map<String, String> headers) {
      return new Call(HttpMethod.GET, path, headers, Buffer.buffer());
    }
  }

  /** What came of a load. Any answer but 2xx fails it. */
  record Outcome(double perSecond, double p50Millis, double p99Millis) {}

  private final HttpClient client;
  private final int port;
  private final int connections;

  HttpLoad(Vertx vertx, int port, int connections) {
    this.port = port;
    this.connections = connections;
    client =
        vertx.createHttpClient(
            new HttpClientOptions().setKeepAliveTimeout(60),
            new PoolOptions().setHttp1MaxSize(connections).setEventLoopSize(1));
  }

  /** So many calls; {@code call} is given the call's number. */
  Outcome run(int calls, IntFunction<Call> call) throws Exception {
    var nanos = new ConcurrentHistogram(3);
    var next = new AtomicInteger();
    long start = System.nanoTime();
    var users = new java.util.ArrayList<Future<Void>>();
    for (int i = 0; i < connections; i++) {
      Promise<Void> done = Promise.promise();
      users.add(done.future());
      goOn(calls, call, next, nanos, done);
    }
    BenchEngine.await(Future.all(users));
    return new Outcome(
        calls / ((System.nanoTime() - start) / 1e9),
        nanos.getValueAtPercentile(50) / 1e6,
        nanos.getValueAtPercentile(99) / 1e6);
  }

  private void goOn(
      int calls,
      IntFunction<Call> call,
      AtomicInteger next,
      ConcurrentHistogram nanos,
      Promise<Void> done) {
    int number = next.getAndIncrement();
    if (number >= calls) {
      done.complete();
      return;
    }
    long sent = System.nanoTime();
    send(call.apply(number))
        .onSuccess(
            v -> {
              nanos.recordValue(System.nanoTime() - sent);
              goOn(calls, call, next, nanos, done);
            })
        .onFailure(done::tryFail);
  }

  /** One call, and the body of its answer; any but 2xx fails. */
  Future<Buffer> send(Call call) {
    var options =
        new RequestOptions()
            .setHost("127.0.0.1")
            .setPort(port)
            .setMethod(call.method())
            .setURI(call.path());
    call.headers().forEach(options::putHeader);
    // One within the other: whoever calls from a thread of its own could come too late for the
    // body.
    return client
        .request(options)
        .compose(
            request ->
                request
                    .send(call.body())
                    .compose(response -> response.body().compose(body -> good(response, body))));
  }

  private static Future<Buffer> good(HttpClientResponse response, Buffer body) {
    return response.statusCode() / 100 == 2
        ? Future.succeededFuture(body)
        : Future.failedFuture(response.statusCode() + " " + body);
  }
}
