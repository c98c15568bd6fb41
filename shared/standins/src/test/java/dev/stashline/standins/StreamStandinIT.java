package dev.stashline.standins;

import static dev.stashline.standins.StreamCaller.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the chat stand-in keeps and shows, and how it is made to fail. */
class StreamStandinIT {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Vertx vertx = Vertx.vertx();
  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private StreamStandin standin;
  private StreamCaller caller;

  @BeforeEach
  void open() {
    standin = StreamStandin.start(vertx, now::get, 0, StreamCaller.KEY, StreamCaller.SECRET);
    caller = new StreamCaller(standin, NOON.getEpochSecond() - 5);
  }

  @AfterEach
  void close() {
    caller.close();
    standin.close();
    vertx.close().await();
  }

  @Test
  void a_message_is_stored_once_and_shown() throws Exception {
    caller.openChannel("pair-1", "coach", "client");

    JsonObject stored = json(caller.send("pair-1", "m-1", "coach", "<b>Well done</b>"), 201);
    JsonObject repeat = json(caller.send("pair-1", "m-1", "coach", "again"), 400);

    assertThat(stored.getJsonObject("message").getString("cid")).isEqualTo("messaging:pair-1");
    assertThat(repeat.getInteger("code")).isEqualTo(4);
    assertThat(repeat.getString("message"))
        .isEqualTo("SendMessage failed with error: \"a message with ID m-1 already exists\"");
    assertThat(standin.awaitMessages(1, SOON))
        .containsExactly(new StreamMessage(1, "m-1", "pair-1", "coach", "<b>Well done</b>", NOON));
    assertThat(standin.duplicatesRefused()).isEqualTo(1);
    assertThat(json(caller.get("/messages/m-1"), 200).getJsonObject("message").getString("text"))
        .isEqualTo("<b>Well done</b>");
    for (String page : new String[] {"/", "/conversations/pair-1"}) {
      assertThat(page(page))
          .contains("&lt;b&gt;Well done", "Ms coach", "Ms client")
          .doesNotContain("<b>");
    }
    JsonObject list = new JsonObject(page("/api/messages?channel=pair-1"));
    assertThat(list.getInteger("count")).isEqualTo(1);
    assertThat(list.getInteger("duplicatesRefused")).isEqualTo(1);
    assertThat(list.getJsonArray("messages").getJsonObject(0).getString("author"))
        .isEqualTo("coach");
    assertThat(new JsonObject(page("/api/messages?channel=other")).getInteger("count")).isZero();
  }

  @Test
  void waiting_for_a_message_that_does_not_come_ends() {
    assertThatThrownBy(() -> standin.awaitMessages(1, Duration.ofMillis(20)))
        .isInstanceOf(TimeoutException.class);
  }

  @Test
  void a_limit_counts_by_the_minute_of_the_clock() throws Exception {
    caller.openChannel("pair-1", "coach", "client");
    change("/api/limits", new JsonObject().put("endpoint", "SendMessage").put("perMinute", 2));
    for (int i = 0; i < 2; i++) {
      assertThat(
              caller
                  .send("pair-1", "m-" + i, "coach", "x")
                  .headers()
                  .firstValue("X-RateLimit-Remaining"))
          .hasValue(String.valueOf(1 - i));
    }

    HttpResponse<String> third = caller.send("pair-1", "m-2", "coach", "x");

    assertThat(json(third, 429).getInteger("code")).isEqualTo(9);
    assertThat(third.headers().firstValue("X-RateLimit-Limit")).hasValue("2");
    assertThat(third.headers().firstValue("X-RateLimit-Remaining")).hasValue("0");
    assertThat(third.headers().firstValue("X-RateLimit-Reset"))
        .hasValue(String.valueOf(NOON.getEpochSecond() + 60));
    assertThat(
            json(caller.get("/rate_limits?server_side=true"), 200)
                .getJsonObject("server_side")
                .getJsonObject("SendMessage"))
        .isEqualTo(
            new JsonObject()
                .put("limit", 2)
                .put("remaining", 0)
                .put("reset", NOON.getEpochSecond() + 60));
    now.set(NOON.plusSeconds(60));
    json(caller.send("pair-1", "m-2", "coach", "x"), 201);
  }

  @Test
  void a_fault_is_for_one_person_and_switched_over_http() throws Exception {
    caller.openChannel("pair-1", "coach", "client");
    caller.openChannel("pair-2", "coach", "other");
    JsonObject fault =
        new JsonObject()
            .put("kind", "refuse")
            .put("status", 503)
            .put("seconds", 7)
            .put("times", 0)
            .put("endpoint", "SendMessage")
            .put("about", "client");
    assertThat(change("/api/faults", fault).statusCode()).isEqualTo(204);

    assertThat(caller.send("pair-1", "m-1", "coach", "x").headers().firstValue("Retry-After"))
        .hasValue("7");
    json(caller.send("pair-1", "m-1", "coach", "x"), 503);
    json(caller.send("pair-2", "m-2", "coach", "x"), 201);
    assertThat(caller.exchange(caller.plain("/api/faults").DELETE()).statusCode()).isEqualTo(204);
    json(caller.send("pair-1", "m-1", "coach", "x"), 201);

    assertThat(change("/api/faults", new JsonObject().put("kind", "flood")).statusCode())
        .isEqualTo(400);
    assertThat(standin.calls(StreamEndpoint.SEND_MESSAGE)).isEqualTo(4);
  }

  @Test
  void a_lost_answer_is_that_of_a_stored_message() throws Exception {
    caller.openChannel("pair-1", "coach", "client");
    standin.faults().next(1, StreamEndpoint.SEND_MESSAGE, new StreamFault.Lost());

    assertThatThrownBy(() -> caller.send("pair-1", "m-1", "coach", "x"))
        .isInstanceOf(IOException.class);

    assertThat(standin.messages("pair-1")).hasSize(1);
    json(caller.send("pair-1", "m-1", "coach", "x"), 400);
    assertThat(standin.messages("pair-1")).hasSize(1);
  }

  @Test
  void a_held_answer_is_that_of_a_message_that_is_stored_already() throws Exception {
    caller.openChannel("pair-1", "coach", "client");
    Promise<Void> release = Promise.promise();
    standin.faults().next(1, StreamEndpoint.SEND_MESSAGE, new StreamFault.Held(release.future()));

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answer = threads.submit(() -> caller.send("pair-1", "m-1", "coach", "x"));
      standin.awaitMessages(1, SOON);
      assertThat(answer.isDone()).isFalse();
      release.complete();
      json(answer.get(), 201);
    }
  }

  private HttpResponse<String> change(String path, JsonObject body) throws Exception {
    return caller.exchange(
        caller.plain(path).POST(HttpRequest.BodyPublishers.ofString(body.encode())));
  }

  private String page(String path) throws Exception {
    return caller.exchange(caller.plain(path)).body();
  }
}
