package dev.stashline.qstash;

import dev.stashline.qstash.QStashReply.Refused;
import dev.stashline.qstash.QStashReply.TryLater;
import dev.stashline.runtime.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
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
import java.util.regex.Pattern;

/**
 * Calls to QStash's API, or to a broker that speaks it. It repeats nothing, and its futures do not
 * fail: whatever goes wrong is a reply. For any thread.
 */
public final class QStashApi {

  /** What may stand in a path without being escaped (RFC 3986, pchar). */
  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._~!$&'()*+,;=:@-]+");

  private static final Duration DEADLINE = Duration.ofSeconds(15);

  private final WebClient web;
  private final URI base;
  private final Secret token;
  private final Duration deadline;
  private final InstantSource clock;

  /**
   * @param base the API's address; a path prefix is kept
   * @param deadline for one call from call to answer
   */
  public QStashApi(WebClient web, URI base, Secret token, Duration deadline, InstantSource clock) {
    this.web = web;
    this.base = base;
    this.token = token;
    this.deadline = deadline;
    this.clock = clock;
  }

  /** Empty while there is no token. */
  public static Optional<QStashApi> of(Vertx vertx, QStashConfig config, InstantSource clock) {
    return config
        .token()
        .map(token -> new QStashApi(WebClient.create(vertx), config.url(), token, DEADLINE, clock));
  }

  /**
   * @param path from {@code /v2} on, as it goes on the wire
   */
  Future<QStashReply> call(
      HttpMethod method, String path, Map<String, String> headers, Buffer body) {
    HttpRequest<Buffer> request;
    try {
      request = request(method, path);
      headers.forEach(request::putHeader);
      request.bearerTokenAuthentication(token.reveal());
    } catch (IllegalArgumentException _) {
      return Future.succeededFuture(
          new Refused(0, "a header has a character that no header may have"));
    }
    return request
        .sendBuffer(body)
        .timeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
        .map(response -> QStashReply.read(response, clock.instant()))
        .otherwise(
            failure ->
                new TryLater(
                    Optional.empty(),
                    "no answer from QStash: " + failure.getClass().getSimpleName()));
  }

  Future<QStashReply> call(HttpMethod method, String path) {
    return call(method, path, Map.of(), Buffer.buffer());
  }

  /**
   * Posts to a path that ends with a destination; a malformed one is never sent.
   *
   * @param path up to and with the slash before the destination
   */
  Future<QStashReply> post(
      String path, String destination, Map<String, String> headers, Buffer body) {
    try {
      PublishTarget.parse(destination);
    } catch (BadRequestException e) {
      return Future.succeededFuture(new Refused(0, e.faults().getFirst().text()));
    }
    return call(HttpMethod.POST, path + destination, headers, body);
  }

  /**
   * Calls for one thing by its id. An id that would change the path is never sent: without an id,
   * {@code DELETE /v2/messages/} may be read as "all of them".
   *
   * @param path up to and with the slash before the id
   * @param rest what follows the id
   */
  Future<QStashReply> callFor(HttpMethod method, String path, String id, String rest) {
    if (!SEGMENT.matcher(id).matches() || id.equals(".") || id.equals("..")) {
      return Future.succeededFuture(new Refused(0, "the id cannot be part of a path"));
    }
    return call(method, path + id + rest);
  }

  /**
   * Host, port and the raw request line apart, because a URL inside a path survives no URL parser.
   */
  private HttpRequest<Buffer> request(HttpMethod method, String path) {
    boolean tls = "https".equals(base.getScheme());
    String prefix = base.getRawPath() == null ? "" : base.getRawPath();
    String target =
        (prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix) + path;
    var options =
        new RequestOptions()
            .setHost(base.getHost())
            .setPort(base.getPort() > 0 ? base.getPort() : tls ? 443 : 80)
            .setSsl(tls)
            .setURI(target);
    return web.request(method, options)
        .followRedirects(false)
        .connectTimeout(deadline.toMillis())
        .timeout(deadline.toMillis());
  }
}
