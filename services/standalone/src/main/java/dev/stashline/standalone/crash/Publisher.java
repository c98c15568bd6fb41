package dev.stashline.standalone.crash;

import dev.stashline.runtime.Json;
import dev.stashline.standalone.crash.Ledger.Published;
import dev.stashline.standalone.crash.Ledger.Sort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Publishes one message after the other as a careful program does: whatever is not answered with
 * 2xx is published again, at another node, under the same deduplication id.
 */
final class Publisher implements Runnable {
  private static final long PAUSE_AFTER_FAILURE_NANOS = 100_000_000;
  private static final Duration LONGEST_CALL = Duration.ofSeconds(5);

  /** By the message's number: six of ten are plain. */
  private static final List<Sort> SORTS =
      List.of(
          Sort.PLAIN,
          Sort.SLOW,
          Sort.PLAIN,
          Sort.FLAKY,
          Sort.PLAIN,
          Sort.PLAIN,
          Sort.DELAYED,
          Sort.PLAIN,
          Sort.PLAIN,
          Sort.FLAKY);

  private final HttpClient http;
  private final List<BrokerNode> nodes;
  private final String token;
  private final Receiver receiver;
  private final Ledger ledger;
  private final AtomicLong numbers;
  private final int line;
  private final BooleanSupplier isCalm;
  private final BooleanSupplier goesOn;
  private int node;

  /**
   * @param numbers the next message's number, shared by all publishers
   * @param line the queue it publishes to; -1 for none
   */
  Publisher(
      HttpClient http,
      List<BrokerNode> nodes,
      String token,
      Receiver receiver,
      Ledger ledger,
      AtomicLong numbers,
      int line,
      BooleanSupplier isCalm,
      BooleanSupplier goesOn) {
    this.http = http;
    this.nodes = nodes;
    this.token = token;
    this.receiver = receiver;
    this.ledger = ledger;
    this.numbers = numbers;
    this.line = line;
    this.isCalm = isCalm;
    this.goesOn = goesOn;
  }

  @Override
  public void run() {
    for (long position = 0; goesOn.getAsBoolean(); position++) {
      publish(numbers.incrementAndGet(), position);
    }
  }

  /** Tries until it is answered, also after the end has been rung: what was begun is finished. */
  private void publish(long number, long position) {
    var sort = line >= 0 ? Sort.QUEUED : SORTS.get((int) (number % SORTS.size()));
    boolean calm = isCalm.getAsBoolean();
    while (true) {
      node = (node + 1) % nodes.size();
      try {
        var answer = http.send(request(nodes.get(node), number, sort), BodyHandlers.ofString());
        if (answer.statusCode() / 100 == 2) {
          String id = Json.tree(answer.body()).path("messageId").asText();
          ledger.published(
              new Published(number, sort, line, position, id, calm, System.nanoTime()));
          return;
        }
        if (answer.statusCode() / 100 == 4) {
          throw new IllegalStateException("a publish was refused: " + answer.body());
        }
      } catch (IOException killedOrSlow) {
        // It may have been stored or not: the deduplication id tells.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      LockSupport.parkNanos(PAUSE_AFTER_FAILURE_NANOS);
    }
  }

  private HttpRequest request(BrokerNode at, long number, Sort sort) {
    String path = line >= 0 ? "/v2/enqueue/line-" + line + "/" : "/v2/publish/";
    var request =
        HttpRequest.newBuilder(URI.create(at.url() + path + receiver.url(sort, number)))
            .timeout(LONGEST_CALL)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "text/plain")
            .header("Upstash-Deduplication-Id", "number-" + number)
            .header("Upstash-Retry-Delay", "250")
            .header("Upstash-Retries", "5")
            .POST(BodyPublishers.ofString("message " + number));
    if (sort == Sort.DELAYED) {
      request.header("Upstash-Delay", "1s");
    }
    return request.build();
  }
}
