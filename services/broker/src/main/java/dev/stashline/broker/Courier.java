package dev.stashline.broker;

import dev.stashline.qstash.HeaderNames;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Carries one request to its receiver. Connections are kept per host and address, so none waits for
 * another host's; redirects are not followed.
 */
final class Courier {
  /** Shorter than the five seconds after which Node's servers close an idle connection on us. */
  private static final int KEEP_ALIVE_SECONDS = 4;

  private final HttpClient client;
  private final Receivers receivers;
  private final int responseCap;

  Courier(Vertx vertx, Receivers receivers, BrokerConfig config) {
    this.receivers = receivers;
    responseCap = config.responseCap();
    client =
        vertx
            .httpClientBuilder()
            .with(
                new HttpClientOptions()
                    .setConnectTimeout((int) config.connectTimeout().toMillis())
                    .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                    .setDecompressionSupported(false)
                    .setMaxHeaderSize(65_536))
            .with(
                // A connection for each delivery that can be under way: who may not start waits as
                // a job, where it can be seen, not here.
                new PoolOptions().setHttp1MaxSize(config.slots()))
            .build();
  }

  /**
   * Sends one request; fails with what went wrong, within the time.
   *
   * @param abort told how to give the request up early, as soon as there is one
   */
  Future<Report.Response> send(
      Message message,
      Map<String, List<String>> headers,
      Duration timeout,
      AtomicReference<@Nullable Runnable> abort) {
    return receivers
        .resolve(message.url().host())
        .compose(address -> client.request(options(message, headers, address)))
        .compose(
            request -> {
              abort.set(() -> request.reset());
              return exchange(request, message.body());
            })
        .timeout(Math.max(1, timeout.toMillis()), TimeUnit.MILLISECONDS)
        .onFailure(failure -> abort(abort));
  }

  static void abort(AtomicReference<@Nullable Runnable> abort) {
    var how = abort.get();
    if (how != null) {
      how.run();
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
    return client.close();
  }
}
