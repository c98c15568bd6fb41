package dev.stashline.broker;

import dev.stashline.qstash.HeaderNames;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Carries one request to its receiver. Connections are kept per host and address, so none waits for
 * another host's; redirects are not followed. Over TLS a receiver that offers HTTP/2 gets it.
 */
final class Courier {
  /** Shorter than the five seconds after which Node's servers close an idle connection on us. */
  private static final int KEEP_ALIVE_SECONDS = 4;

  private static final int LARGEST_HEADERS = 65_536;

  /**
   * HTTP/2 carries many requests on a connection; so few are opened to one host, and more only when
   * the host allows few streams on each.
   */
  private static final int STREAMS_TO_A_CONNECTION = 32;

  /** How long an HTTP/2 connection on which a request timed out has to show that it is alive. */
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final Context context;
  private final HttpClient plain;
  private final HttpClient secure;
  private final Receivers receivers;
  private final int responseCap;

  Courier(Vertx vertx, Receivers receivers, BrokerConfig config) {
    this.vertx = vertx;
    context = vertx.getOrCreateContext();
    this.receivers = receivers;
    responseCap = config.responseCap();
    // A connection for each delivery that can be under way: who may not start waits as a job,
    // where it can be seen, not here.
    var pool =
        new PoolOptions()
            .setHttp1MaxSize(config.slots())
            .setHttp2MaxSize(1 + config.slots() / STREAMS_TO_A_CONNECTION);
    plain = vertx.httpClientBuilder().with(usual(config)).with(pool).build();
    secure =
        vertx
            .httpClientBuilder()
            .with(
                usual(config)
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setUseAlpn(true)
                    .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
                    .setSsl(true)
                    .setVerifyHost(true)
                    .setForceSni(false)
                    .setTrustOptions(config.authorities().trust()))
            .with(pool)
            .build();
  }

  private static HttpClientOptions usual(BrokerConfig config) {
    return new HttpClientOptions()
        .setConnectTimeout((int) config.connectTimeout().toMillis())
        .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
        .setHttp2KeepAliveTimeout(KEEP_ALIVE_SECONDS)
        .setDecompressionSupported(false)
        .setMaxHeaderSize(LARGEST_HEADERS)
        .setInitialSettings(new Http2Settings().setMaxHeaderListSize(LARGEST_HEADERS));
  }

  /**
   * Sends one request; fails with what went wrong, within the time: from the look-up of the name to
   * the last byte of the response.
   *
   * @param giveUp told how to give the request up early, as soon as there is one
   */
  Future<Report.Response> send(
      Message message, Map<String, List<String>> headers, Duration timeout, GiveUp giveUp) {
    Promise<Report.Response> sent = Promise.promise();
    context.runOnContext(v -> sendHere(message, headers, timeout, giveUp).onComplete(sent));
    return sent.future();
  }

  /**
   * On an event loop: asked from a job's thread, a response could be told of after its end, and a
   * delivery that arrived would count as a failed one.
   */
  private Future<Report.Response> sendHere(
      Message message, Map<String, List<String>> headers, Duration timeout, GiveUp giveUp) {
    return receivers
        .resolve(message.url().host())
        .compose(
            address ->
                (message.url().tls() ? secure : plain).request(options(message, headers, address)))
        .compose(
            request -> {
              try {
                giveUp.by(() -> giveUp(request));
              } catch (TimeoutException e) {
                return Future.failedFuture(e);
              }
              return exchange(request, message.body());
            })
        .timeout(Math.max(1, timeout.toMillis()), TimeUnit.MILLISECONDS)
        .onFailure(failure -> giveUp.now());
  }

  /**
   * Ends the exchange. With HTTP/1.1 its connection goes too; one with HTTP/2 carries others, but
   * if the line is dead they are all lost on it, so it has to answer a ping.
   */
  private void giveUp(HttpClientRequest request) {
    request.reset();
    var connection = request.connection();
    if (request.version() == HttpVersion.HTTP_2 && connection != null) {
      long timer = vertx.setTimer(SIGN_OF_LIFE.toMillis(), id -> connection.close());
      connection.ping(Buffer.buffer(new byte[8])).onSuccess(pong -> vertx.cancelTimer(timer));
    }
  }

  private static RequestOptions options(
      Message message, Map<String, List<String>> headers, InetAddress address) {
    var url = message.url();
    var sent = MultiMap.caseInsensitiveMultiMap();
    headers.forEach(sent::add);
    if (!url.userInfo().isEmpty() && !sent.contains("Authorization")) {
      sent.set("Authorization", basic(url.userInfo()));
    }
    return new RequestOptions()
        .setMethod(HttpMethod.valueOf(message.settings().method().name()))
        .setServer(SocketAddress.inetSocketAddress(url.port(), address.getHostAddress()))
        .setHost(url.host().indexOf(':') < 0 ? url.host() : "[" + url.host() + "]")
        .setPort(url.port())
        .setSsl(url.tls())
        .setURI(url.target())
        .setFollowRedirects(false)
        .setHeaders(sent);
  }

  private static String basic(String userInfo) {
    byte[] plain =
        java.net.URLDecoder.decode(
                userInfo.replace("+", "%2B"), java.nio.charset.StandardCharsets.UTF_8)
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return "Basic " + java.util.Base64.getEncoder().encodeToString(plain);
  }

  private Future<Report.Response> exchange(HttpClientRequest request, byte[] body) {
    // The length is said even where it is none, except where a body would be unusual.
    boolean plain =
        body.length == 0
            && (request.getMethod().equals(HttpMethod.GET)
                || request.getMethod().equals(HttpMethod.DELETE));
    var response = plain ? request.send() : request.send(Buffer.buffer(body));
    return response.compose(this::read);
  }

  private Future<Report.Response> read(HttpClientResponse response) {
    Promise<Report.Response> whole = Promise.promise();
    var body = Buffer.buffer();
    response.handler(
        chunk -> {
          int room = responseCap - body.length();
          body.appendBuffer(chunk.length() > room ? chunk.slice(0, room) : chunk);
          if (body.length() >= responseCap) {
            whole.tryComplete(response(response, body));
            response.request().reset();
          }
        });
    response.endHandler(v -> whole.tryComplete(response(response, body)));
    response.exceptionHandler(whole::tryFail);
    return whole.future();
  }

  private static Report.Response response(HttpClientResponse response, Buffer body) {
    var headers = new LinkedHashMap<String, List<String>>();
    for (String name : response.headers().names()) {
      headers.put(HeaderNames.canonical(name), List.copyOf(response.headers().getAll(name)));
    }
    return new Report.Response(response.statusCode(), headers, body.getBytes());
  }

  Future<Void> close() {
    return Future.join(plain.close(), secure.close()).mapEmpty();
  }
}
