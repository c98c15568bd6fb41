package dev.stashline.runtime;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(30)
class AppServerIT {
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = HttpClient.newHttpClient();
  private final BlockingQueue<EventStream> streams = new LinkedBlockingQueue<>();
  private final CompletableFuture<Runnable> slow = new CompletableFuture<>();
  private AppServer server = server(false);

  private AppServer server(boolean behindProxy) {
    var config =
        new AppConfig("127.0.0.1", 0, URI.create("http://localhost:3000"), behindProxy, 1000);
    var one = Router.router(vertx);
    one.get("/one").handler(ctx -> ctx.end("one"));
    one.get("/one/address").handler(ctx -> ctx.end(ctx.request().remoteAddress().hostAddress()));
    one.get("/one/slow").handler(ctx -> slow.complete(() -> ctx.end("at last")));
    var two = Router.router(vertx);
    two.get("/two/:code").handler(ctx -> ctx.end("two"));
    two.get("/two/fails")
        .order(-1)
        .handler(
            ctx -> {
              throw new IllegalStateException("no");
            });
    two.get("/two/events/now")
        .handler(
            ctx ->
                streams.add(EventStream.open(ctx, Duration.ofMillis(20), Duration.ofSeconds(3))));
    return new AppServer(vertx, config).mount(one).mount(two);
  }

  @BeforeEach
  void start() throws Exception {
    await(server.start());
  }

  @AfterEach
  void stop() throws Exception {
    await(server.stop(Duration.ZERO));
    await(vertx.close());
  }

  @Test
  void doors_share_one_port_and_the_rest_gets_a_problem() throws Exception {
    assertThat(get("/one").body()).isEqualTo("one");
    assertThat(get("/two/x").body()).isEqualTo("two");
    assertThat(get("/three").statusCode()).isEqualTo(404);
    assertThat(get("/two/fails").statusCode()).isEqualTo(500);
    assertThat(get("/one").headers().firstValue("Referrer-Policy")).contains("no-referrer");
  }

  @Test
  void a_callers_address_is_what_a_proxy_says_only_behind_a_proxy() throws Exception {
    assertThat(forwarded(server)).isEqualTo("127.0.0.1");
    var behindProxy = server(true);
    await(behindProxy.start());
    assertThat(forwarded(behindProxy)).isEqualTo("203.0.113.9");
    await(behindProxy.stop(Duration.ZERO));
  }

  private String forwarded(AppServer to) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + to.actualPort() + "/one/address"))
            .header("X-Forwarded-For", "203.0.113.9");
    return http.send(request.build(), BodyHandlers.ofString()).body();
  }

  @Test
  void the_access_log_tells_what_happened_and_nothing_private() throws Exception {
    var lines = new LinkedBlockingQueue<String>();
    var appender =
        new AppenderBase<ILoggingEvent>() {
          @Override
          protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
          }
        };
    appender.start();
    var logger = (Logger) LoggerFactory.getLogger("dev.stashline.access");
    logger.setLevel(ch.qos.logback.classic.Level.INFO);
    logger.addAppender(appender);

    get("/two/a1b2c3?email=anna@example.com");

    String line = lines.poll(10, SECONDS);
    assertThat(line).contains("GET /two/… ", "status=200", "bytes=3").doesNotContain("anna", "a1b");
    logger.detachAppender(appender);
  }

  @Test
  void events_arrive_one_by_one_with_ids_retry_and_heartbeat() throws Exception {
    var response = http.send(request("/two/events/now"), BodyHandlers.ofInputStream());
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/event-stream");
    var reader = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    var stream = streams.take();

    assertThat(reader.readLine()).isEqualTo("retry: 3000");
    assertThat(reader.readLine()).isEmpty();
    assertThat(reader.readLine()).isEqualTo(":");
    stream.send("progress", "7\n8", Map.of("text", "two\nlines"));
    String line;
    do {
      line = reader.readLine();
    } while (line.isEmpty() || line.equals(":"));
    assertThat(line).isEqualTo("id: 7 8");
    assertThat(reader.readLine()).isEqualTo("event: progress");
    assertThat(reader.readLine()).isEqualTo("data: {\"text\":\"two\\nlines\"}");
    stream.close();
    stream.close();
    await(stream.ended());
    assertThat(reader.lines().allMatch(l -> l.isEmpty() || l.equals(":"))).isTrue();
    assertThat(stream.send("late", null, Map.of())).isFalse();
  }

  @Test
  void a_reader_that_goes_ends_its_stream() throws Exception {
    var response = http.send(request("/two/events/now"), BodyHandlers.ofInputStream());
    var stream = streams.take();

    response.body().close();

    await(stream.ended());
  }

  @Test
  void a_stop_ends_streams_at_once_and_lets_a_running_request_finish() throws Exception {
    var events = http.send(request("/two/events/now"), BodyHandlers.ofInputStream());
    var answer = http.sendAsync(request("/one/slow"), BodyHandlers.ofString());
    Runnable finish = slow.get(10, SECONDS);
    int port = server.actualPort();

    var stopped = server.stop(Duration.ofSeconds(20));

    events.body().readAllBytes();
    finish.run();
    assertThat(answer.get(10, SECONDS).body()).isEqualTo("at last");
    await(stopped);
    assertThatThrownBy(
            () ->
                HttpClient.newHttpClient()
                    .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/one"))
                            .build(),
                        BodyHandlers.ofString()))
        .isInstanceOf(ConnectException.class);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(request(path), BodyHandlers.ofString());
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
        .build();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(15, SECONDS);
  }
}
