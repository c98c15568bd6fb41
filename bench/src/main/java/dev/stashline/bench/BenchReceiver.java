package dev.stashline.bench;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;

/** Answers 200 and counts; a message that says when it was sent is timed. */
final class BenchReceiver {
  private final HttpServer server;
  private final ConcurrentHistogram lateNanos = new ConcurrentHistogram(3);
  private volatile long dueMillis;
  private volatile CountDownLatch awaited = new CountDownLatch(0);

  BenchReceiver(Vertx vertx) {
    server =
        BenchEngine.await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      long scheduled = dueMillis;
                      if (scheduled > 0) {
                        lateNanos.recordValue(
                            Math.max(0, System.currentTimeMillis() - scheduled) * 1_000_000);
                      }
                      String sent = request.getHeader("Sent-Nanos");
                      if (sent != null) {
                        lateNanos.recordValue(
                            Math.max(0, System.nanoTime() - Long.parseLong(sent)));
                      }
                      request.body().onSuccess(body -> request.response().end());
                      awaited.countDown();
                    })
                .listen(0, "127.0.0.1"));
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort() + "/hook";
  }

  /** From now on so many requests are expected that are all due at this time of the clock. */
  void expectAt(int requests, long millis) {
    expect(requests);
    dueMillis = millis;
  }

  /** From now on {@link #await} waits for so many requests. */
  void expect(int requests) {
    lateNanos.reset();
    dueMillis = 0;
    awaited = new CountDownLatch(requests);
  }

  void await() throws InterruptedException {
    if (!awaited.await(5, TimeUnit.MINUTES)) {
      throw new IllegalStateException(awaited.getCount() + " messages have not arrived");
    }
  }

  double lateMillis(double percentile) {
    return lateNanos.getValueAtPercentile(percentile) / 1e6;
  }
}
