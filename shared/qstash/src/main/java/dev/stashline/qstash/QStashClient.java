package dev.stashline.qstash;

import dev.stashline.qstash.PublishAnswer.Refused;
import dev.stashline.qstash.PublishAnswer.TryLater;
import dev.stashline.runtime.Secret;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.WebClient;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Publishes messages for our outbox. It repeats nothing: that is the outbox's work. For any thread.
 */
public final class QStashClient {

  /** Carries a trace through QStash to the receiver (W3C Trace Context). */
  static final String TRACE_HEADER = "Upstash-Forward-Traceparent";

  private final WebClient web;
  private final URI base;
  private final Secret token;
  private final Duration deadline;
  private final InstantSource clock;

  /**
   * @param base the API's address; a path prefix is kept
   * @param deadline for one publish from call to answer
   */
  public QStashClient(
      WebClient web, URI base, Secret token, Duration deadline, InstantSource clock) {
    this.web = web;
    this.base = base;
    this.token = token;
    this.deadline = deadline;
    this.clock = clock;
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
    HttpRequest<Buffer> request;
    try {
      PublishTarget.parse(destination);
      request = request(destination);
      headers.forEach(request::putHeader);
      if (traceParent != null && !request.headers().contains(TRACE_HEADER)) {
        request.putHeader(TRACE_HEADER, traceParent);
      }
      request.bearerTokenAuthentication(token.reveal());
    } catch (BadRequestException e) {
      return Future.succeededFuture(new Refused(0, e.faults().getFirst().text()));
    } catch (IllegalArgumentException _) {
      return Future.succeededFuture(
          new Refused(0, "a header has a character that no header may have"));
    }
    return request
        .sendBuffer(body)
        .timeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
        .map(response -> PublishAnswers.read(response, clock.instant()))
        .otherwise(
            failure ->
                new TryLater(
                    Optional.empty(),
                    "no answer from QStash: " + failure.getClass().getSimpleName()));
  }

  /**
   * Host, port and the raw request line apart, because a URL inside a path survives no URL parser.
   */
  private HttpRequest<Buffer> request(String destination) {
    boolean tls = "https".equals(base.getScheme());
    String prefix = base.getRawPath() == null ? "" : base.getRawPath();
    String target =
        (prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix)
            + "/v2/publish/"
            + destination;
    var options =
        new RequestOptions()
            .setHost(base.getHost())
            .setPort(base.getPort() > 0 ? base.getPort() : tls ? 443 : 80)
            .setSsl(tls)
            .setURI(target);
    return web.request(HttpMethod.POST, options)
        .followRedirects(false)
        .connectTimeout(deadline.toMillis())
        .timeout(deadline.toMillis());
  }
}
