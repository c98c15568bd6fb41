package dev.stashline.qstash;

import dev.stashline.runtime.Secret;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.WebClient;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Publishes messages for our outbox. It repeats nothing: that is the outbox's work. For any thread.
 */
public final class QStashClient {

  /** Carries a trace through QStash to the receiver (W3C Trace Context). */
  static final String TRACE_HEADER = "Upstash-Forward-Traceparent";

  private final QStashApi api;

  public QStashClient(QStashApi api) {
    this.api = api;
  }

  /** As {@link QStashApi}'s constructor. */
  public QStashClient(
      WebClient web, URI base, Secret token, Duration deadline, InstantSource clock) {
    this(new QStashApi(web, base, token, deadline, clock));
  }

  /** As {@link #publish(String, Map, Buffer, String)}, without a trace. */
  public Future<PublishAnswer> publish(
      String destination, Map<String, String> headers, Buffer body) {
    return publish(destination, headers, body, null);
  }

  /**
   * Publishes one message. The future does not fail: whatever goes wrong is an answer.
   *
   * @param destination a URL or a URL group's name
   * @param headers as QStash takes them: {@code Content-Type}, {@code Upstash-…}; a deduplication
   *     id makes repeating safe
   * @param traceParent the trace to continue at the receiver, null for none
   */
  public Future<PublishAnswer> publish(
      String destination, Map<String, String> headers, Buffer body, @Nullable String traceParent) {
    var all = new HashMap<>(headers);
    if (traceParent != null
        && headers.keySet().stream().noneMatch(TRACE_HEADER::equalsIgnoreCase)) {
      all.put(TRACE_HEADER, traceParent);
    }
    return api.post("/v2/publish/", destination, all, body).map(PublishAnswers::read);
  }
}
