package dev.stashline.providers;

import io.vertx.core.AsyncResult;
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
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Calls to one outside HTTP service: each with a deadline over the whole exchange and a bound on
 * the reply, both of which cut the connection. That is why this stands on the core client: the web
 * client buffers a reply of any size, and its time-out starts again with every byte.
 *
 * <p>Redirects are not followed, so that a credential never travels to another host.
 */
public final class HttpEdge {

  private final Vertx vertx;
  private final String provider;
  private final long maxReplyBytes;
  private final HttpClient client;

  /**
   * @param provider names the service in failures
   * @param connections at most this many calls at once; the rest wait within their deadlines
   */
  public HttpEdge(Vertx vertx, String provider, int connections, long maxReplyBytes) {
    this.vertx = vertx;
    this.provider = provider;
    this.maxReplyBytes = maxReplyBytes;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout(10_000),
            new PoolOptions().setHttp1MaxSize(connections));
  }

  /** A reply of any status. */
  public record Reply(int status, MultiMap headers, Buffer body) {}

  /**
   * Posts and waits for the whole reply. Blocks; call it on a virtual thread.
   *
   * @throws ProviderFailure when there is no whole reply in time
   */
  public Reply post(URI uri, Map<String, String> headers, Buffer body, Duration deadline) {
    return await(exchange(HttpMethod.POST, uri, headers, body, deadline));
  }

  /**
   * Gets and waits for the whole reply. Blocks; call it on a virtual thread.
   *
   * @throws ProviderFailure when there is no whole reply in time
   */
  public Reply get(URI uri, Map<String, String> headers, Duration deadline) {
    return await(exchange(HttpMethod.GET, uri, headers, Buffer.buffer(), deadline));
  }

  /** Closes the connections. */
  public Future<Void> close() {
    return client.close();
  }

  private Future<Reply> exchange(
      HttpMethod method, URI uri, Map<String, String> headers, Buffer body, Duration deadline) {
    Promise<Reply> outcome = Promise.promise();
    long timer =
        vertx.setTimer(
            Math.max(1, deadline.toMillis()), fired -> outcome.tryFail(new TimeoutException()));
    RequestOptions options = new RequestOptions().setMethod(method).setAbsoluteURI(uri.toString());
    headers.forEach(options::putHeader);
    client
        .request(options)
        .onComplete(
            request -> {
              // Runs at once when the deadline has passed while waiting for a connection.
              outcome.future().onFailure(failure -> request.reset());
              if (!outcome.future().isComplete()) {
                request
                    .send(body)
                    .compose(response -> collect(request, response))
                    .onComplete(outcome::tryComplete, outcome::tryFail);
              }
            },
            failure -> outcome.tryFail(new NotSent(failure)));
    return outcome.future().onComplete(done -> vertx.cancelTimer(timer));
  }

  private Future<Reply> collect(HttpClientRequest request, HttpClientResponse response) {
    Promise<Reply> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    response.handler(
        chunk -> {
          if (body.length() + chunk.length() > maxReplyBytes) {
            whole.tryFail(new TooLarge());
            request.reset();
          } else {
            body.appendBuffer(chunk);
          }
        });
    response.exceptionHandler(whole::tryFail);
    response.endHandler(
        end -> whole.tryComplete(new Reply(response.statusCode(), response.headers(), body)));
    return whole.future();
  }

  private Reply await(Future<Reply> exchange) {
    AsyncResult<Reply> result =
        exchange.transform(Future::<AsyncResult<Reply>>succeededFuture).await();
    if (result.succeeded()) {
      return result.result();
    }
    throw translated(result.cause());
  }

  private ProviderFailure translated(Throwable failure) {
    return switch (failure) {
      case TimeoutException e ->
          ProviderFailure.RetryNow.outcomeUnknown(provider, "no whole reply within the deadline");
      case TooLarge e ->
          new ProviderFailure.BadAnswer(
              provider,
              ProviderFailure.BadAnswer.Kind.UNDOCUMENTED,
              "larger than " + maxReplyBytes + " bytes");
      case NotSent e when e.getCause() instanceof SSLException ->
          new ProviderFailure.NeedsPerson(provider, "the TLS handshake failed");
      case NotSent e -> ProviderFailure.RetryNow.nothingDone(provider, "no connection");
      default -> ProviderFailure.RetryNow.outcomeUnknown(provider, "the connection was lost");
    };
  }

  private static final class NotSent extends Exception {
    private static final long serialVersionUID = 1;

    NotSent(Throwable cause) {
      super(cause);
    }
  }

  private static final class TooLarge extends Exception {
    private static final long serialVersionUID = 1;
  }
}
