package dev.stashline.runtime;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes server-sent events (WHATWG HTML, section 9.2) as the answer to one request. It ends when
 * either side goes, when the server stops, or when the reader is so slow that events pile up: a
 * reader connects again by itself, and says with {@code Last-Event-ID} what it has seen.
 *
 * <p>Any thread may send; events keep the order in which one thread sends them.
 */
public final class EventStream {
  /** Proxies commonly cut a connection that is silent for 60 seconds. Our choice. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final Vertx vertx;
  private final Context context;
  private final HttpServerResponse response;
  private final Promise<Void> ended = Promise.promise();
  private final long timer;

  private EventStream(RoutingContext ctx, Duration heartbeat, Duration retry) {
    vertx = ctx.vertx();
    context = vertx.getOrCreateContext();
    response = ctx.response();
    response
        .setChunked(true)
        .putHeader("Content-Type", "text/event-stream; charset=utf-8")
        .putHeader("Cache-Control", "no-store")
        // nginx and its kin would otherwise hold events back.
        .putHeader("X-Accel-Buffering", "no");
    timer = vertx.setPeriodic(heartbeat.toMillis(), tick -> write(":\n\n"));
    ctx.addEndHandler(end -> finish());
    if (response.closed()) {
      finish(); // the reader went while the request was being looked at
    }
    write("retry: " + retry.toMillis() + "\n\n");
  }

  /** Begins the answer, with a heartbeat every 15 seconds. */
  public static EventStream open(RoutingContext ctx) {
    return open(ctx, HEARTBEAT, Duration.ofSeconds(2));
  }

  /**
   * Begins the answer.
   *
   * @param heartbeat how often a comment is sent, so that a dead connection is noticed
   * @param retry how long a reader should wait before it connects again
   */
  public static EventStream open(RoutingContext ctx, Duration heartbeat, Duration retry) {
    var stream = new EventStream(ctx, heartbeat, retry);
    Set<EventStream> all = ctx.get(AppServer.STREAMS);
    if (all != null) {
      all.add(stream);
      stream.ended().onComplete(end -> all.remove(stream));
    }
    return stream;
  }

  /** The id of the last event that the reader has seen, as it says; null on a first connection. */
  public static @Nullable String lastEventId(RoutingContext ctx) {
    return ctx.request().getHeader("Last-Event-ID");
  }

  /**
   * Sends one event, its data as JSON.
   *
   * @param id comes back in {@code Last-Event-ID}; null for none
   * @return false once the stream has ended: nothing is sent any more
   */
  public boolean send(String event, @Nullable String id, Object data) {
    var text = new StringBuilder();
    if (id != null) {
      text.append("id: ").append(oneLine(id)).append('\n');
    }
    text.append("event: ").append(oneLine(event)).append('\n');
    text.append("data: ").append(Json.write(data)).append("\n\n");
    return write(text.toString());
  }

  /** Ends the stream; the reader sees a complete answer. Once is enough, twice does no harm. */
  public void close() {
    context.runOnContext(
        now -> {
          if (finish() && !response.ended() && !response.closed()) {
            response.end();
          }
        });
  }

  /**
   * Completes when the stream has ended, whoever ended it: the place to let go of a subscription.
   */
  public Future<Void> ended() {
    return ended.future();
  }

  private boolean write(String text) {
    if (ended.future().isComplete()) {
      return false;
    }
    context.runOnContext(now -> writeHere(text));
    return true;
  }

  private void writeHere(String text) {
    if (ended.future().isComplete() || response.ended() || response.closed()) {
      return;
    }
    if (response.writeQueueFull()) {
      close();
    } else {
      response.write(text);
    }
  }

  private boolean finish() {
    vertx.cancelTimer(timer);
    return ended.tryComplete();
  }

  private static String oneLine(String text) {
    return text.replaceAll("[\\r\\n\\x00]", " ");
  }
}
