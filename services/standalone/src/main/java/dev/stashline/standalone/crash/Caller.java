package dev.stashline.standalone.crash;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Calls one broker after the other until one answers. Any thread may call. */
final class Caller {
  private static final long PAUSE_AFTER_FAILURE_NANOS = 100_000_000;
  private static final Duration LONGEST_CALL = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient http;
  private final List<BrokerNode> nodes;
  private final String token;
  private final AtomicInteger turn = new AtomicInteger();

  Caller(HttpClient http, List<BrokerNode> nodes, String token) {
    this.http = http;
    this.nodes = nodes;
    this.token = token;
  }

  /** An answer of the API. */
  record Answer(int status, String body) {
    boolean good() {
      return status / 100 == 2;
    }
  }

  /**
   * The first answer that is not a broker's own trouble. What was called for may be done more than
   * once.
   *
   * @param headers names and values in turn
   * @throws IllegalStateException if no broker answers for long
   */
  Answer call(String method, String path, String body, String... headers)
      throws InterruptedException {
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < giveUp) {
      var node = nodes.get(Math.floorMod(turn.incrementAndGet(), nodes.size()));
      var request =
          HttpRequest.newBuilder(URI.create(node.url() + path))
              .timeout(LONGEST_CALL)
              .header("Authorization", "Bearer " + token)
              .method(method, BodyPublishers.ofString(body));
      for (int i = 0; i < headers.length; i += 2) {
        request.header(headers[i], headers[i + 1]);
      }
      try {
        var answer = http.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() < 500) {
          return new Answer(answer.statusCode(), answer.body());
        }
      } catch (IOException killedOrSlow) {
        // It may have been done or not: the next one is asked for the same.
      }
      LockSupport.parkNanos(PAUSE_AFTER_FAILURE_NANOS);
    }
    throw new IllegalStateException("no broker answers " + method + " " + path);
  }
}
