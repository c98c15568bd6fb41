package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stashline.runtime.Json;
import dev.stashline.standins.StreamEndpoint;
import dev.stashline.standins.StreamFault;
import io.vertx.core.Promise;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** QStash that repeats itself, and coaches who change their minds, while a message fires. */
class MessageRaceIT {
  private static final String PROCESS = "/api/process-scheduled-messages";
  private static final String KEY = "Bearer " + LocalGround.SCHEDULER_KEY;
  private static final int TIMES = 8;
  private static final Duration JUST_BEFORE = Duration.ofSeconds(4);
  private static final Duration LATER = Duration.ofHours(1);

  private final Promise<Void> answers = Promise.promise();
  private TestSystem system;
  private Coaching coach;

  /** Who comes first: the coach's change or the firing. */
  private enum Order {
    CHANGE_FIRST,
    FIRING_FIRST,
    AT_ONCE
  }

  @BeforeEach
  void start() {
    system = TestSystem.messages();
    system.settings.put("MESSAGES_PART_SIZE", "4");
    system.settings.put("MESSAGES_PARALLEL_PARTS", "1");
    system.start(Role.INGRESS, Role.MESSAGES);
    coach = new Coaching(system, "racing");
  }

  @AfterEach
  void stop() {
    system.close();
  }

  private HttpResponse<String> fire(String id) {
    String body = Json.write(Map.of("messageId", id, "coachId", coach.coach));
    String signature = system.signature(system.url(PROCESS), body);
    var answer = system.post(PROCESS, body, "Authorization", KEY, "Upstash-Signature", signature);
    TestSystem.require(answer, 200);
    return answer;
  }

  private void hold(List<String> clients) {
    for (String client : clients) {
      system
          .chat
          .faults()
          .next(1, StreamEndpoint.SEND_MESSAGE, client, new StreamFault.Held(answers.future()));
    }
  }

  private JsonNode settled(String id) {
    coach.await(
        id,
        "nothing is under way",
        m ->
            coach
                .occurrences(id)
                .valueStream()
                .noneMatch(o -> o.path("status").asText().equals("sending")));
    return coach.occurrences(id);
  }

  /** The clients that have a text; who has it twice is in it twice. */
  private List<String> receivers(List<String> clients, String text) {
    return clients.stream()
        .flatMap(c -> coach.inbox(c).stream().filter(text::equals).map(t -> c))
        .toList();
  }

  // -- repeated by QStash

  private void redelivered(ObjectNode message, Instant at) throws Exception {
    var clients = coach.clients("client", 10);
    system
        .chat
        .faults()
        .next(1, StreamEndpoint.SEND_MESSAGE, clients.get(1), new StreamFault.Refuse(500, 0));
    hold(clients.subList(4, 8));
    String id = coach.create(message);
    coach.pass(at);
    system.chat.awaitMessages(7, TestSystem.SOON);
    assertThat(coach.clientsWith(id, "sent")).hasSize(3);

    var redeliveries =
        Stream.generate(() -> CompletableFuture.supplyAsync(() -> fire(id))).limit(10).toList();
    for (var redelivery : redeliveries) {
      assertThat(Json.tree(redelivery.join().body()).path("processed").asInt()).isZero();
    }
    assertThat(system.chat.messages()).hasSize(7);
    answers.complete();
    assertThat(settled(id)).hasSize(1);
    fire(id);

    coach.sent("later", "completed");
    for (String client : clients) {
      assertThat(coach.inbox(client)).as(client).containsExactly("Half way", "later");
    }
    assertThat(coach.clientsWith(id, "sent")).isEqualTo(clients);
    assertThat(coach.occurrences(id)).hasSize(1);
    assertThat(system.chat.duplicatesRefused()).as("nobody was even tried twice").isZero();
  }

  @Test
  void B07_redelivered_in_mid_fan_out_a_message_that_comes_once_is_sent_to_nobody_again()
      throws Exception {
    var at = coach.soon();
    redelivered(coach.once(at, "Half way"), at);
  }

  @Test
  void B07_redelivered_in_mid_fan_out_a_daily_message_is_sent_to_nobody_again() throws Exception {
    var day = system.clock.instant().atZone(ZoneOffset.UTC).toLocalDate().plusDays(1);
    redelivered(
        coach
            .message("Half way")
            .put("scheduleType", "daily")
            .put("startDate", day.toString())
            .put("startTime", "09:00"),
        Instant.parse(day + "T09:00:00Z"));
  }

  // -- changed by the coach

  /** A change, within five seconds of the firing. */
  private HttpResponse<String> race(
      Order order, Instant at, String id, Supplier<HttpResponse<String>> change) {
    coach.pass(at.minus(JUST_BEFORE));
    switch (order) {
      case CHANGE_FIRST -> {
        var answer = change.get();
        coach.pass(at);
        fire(id);
        return answer;
      }
      case FIRING_FIRST -> {
        coach.pass(at);
        fire(id);
        return change.get();
      }
      case AT_ONCE -> {
        coach.pass(at);
        var firing = CompletableFuture.runAsync(() -> fire(id));
        var answer = change.get();
        firing.join();
        return answer;
      }
    }
    throw new AssertionError(order);
  }

  @ParameterizedTest
  @EnumSource
  void B11_cancelled_when_it_fires_all_get_it_or_nobody_does(Order order) {
    var clients = coach.clients("client", 3);
    int received = 0;
    for (int n = 0; n < TIMES; n++) {
      String text = "text " + n;
      var at = coach.soon();
      String id = coach.create(coach.once(at, text));
      var answer = race(order, at, id, () -> coach.post("/api/messages/" + id + "/cancel", ""));

      var occurrences = settled(id);
      var got = receivers(clients, text);
      String status = coach.show(id).path("status").asText();
      if (answer.statusCode() == 200) {
        assertThat(status).isEqualTo("cancelled");
        assertThat(got).as("all or nobody").isIn(clients, List.of());
      } else {
        TestSystem.require(answer, 409);
        assertThat(status).isEqualTo("completed");
        assertThat(got).isEqualTo(clients);
      }
      switch (order) {
        case CHANGE_FIRST -> assertThat(occurrences).isEmpty();
        case FIRING_FIRST -> assertThat(occurrences).hasSize(1);
        case AT_ONCE -> assertThat(occurrences.size()).isLessThan(2);
      }
      assertThat(coach.clientsWith(id, "sent")).isEqualTo(got);
      assertThat(coach.clientsWith(id, "skipped"))
          .isEqualTo(occurrences.isEmpty() || !got.isEmpty() ? List.of() : clients);
      received += got.size();
    }
    coach.sent("later", "completed");
    assertThat(system.chat.messages()).as("nor does it come later").hasSize(received + 3);
  }

  @ParameterizedTest
  @EnumSource
  void B11_edited_when_it_fires_all_get_the_same_text(Order order) {
    var clients = coach.clients("client", 3);
    for (int n = 0; n < TIMES; n++) {
      String before = "before " + n;
      String after = "after " + n;
      var at = coach.soon();
      String id = coach.create(coach.once(at, before));
      var change = Json.write(Map.of("content", after));
      TestSystem.require(
          race(order, at, id, () -> coach.send("PATCH", "/api/messages/" + id, change)), 200);

      coach.await(id, "completed");
      String fired =
          system.rows.text("select content from message_occurrences where message_id = ?", id);
      switch (order) {
        case CHANGE_FIRST -> assertThat(fired).isEqualTo(after);
        case FIRING_FIRST -> assertThat(fired).isEqualTo(before);
        case AT_ONCE -> assertThat(fired).isIn(before, after);
      }
      assertThat(coach.occurrences(id)).hasSize(1);
      assertThat(receivers(clients, fired)).isEqualTo(clients);
      assertThat(coach.show(id).path("content").asText()).isEqualTo(after);
    }
    assertThat(system.chat.messages()).hasSize(TIMES * clients.size());
  }

  /** Moved before it has fired it comes once; moved after that, it comes at its new time, too. */
  @ParameterizedTest
  @EnumSource
  void B11_moved_when_it_fires_each_of_its_occurrences_is_sent_once(Order order) {
    var clients = coach.clients("client", 3);
    for (int n = 0; n < TIMES; n++) {
      String text = "text " + n;
      var at = coach.soon();
      String id = coach.create(coach.once(at, text));
      String change = coach.once(at.plus(LATER), text).toString();
      TestSystem.require(
          race(order, at, id, () -> coach.send("PATCH", "/api/messages/" + id, change)), 200);

      int early = settled(id).size();
      switch (order) {
        case CHANGE_FIRST -> assertThat(early).isZero();
        case FIRING_FIRST -> assertThat(early).isOne();
        case AT_ONCE -> assertThat(early).isLessThan(2);
      }
      coach.pass(at.plus(LATER));
      fire(id);
      coach.await(id, "completed");
      assertThat(coach.occurrences(id)).hasSize(early + 1);
      for (String client : clients) {
        assertThat(coach.inbox(client).stream().filter(text::equals)).hasSize(early + 1);
      }
    }
  }

  @Test
  void B11_cancelled_in_mid_fan_out_who_has_it_is_recorded_and_the_others_are_skipped()
      throws Exception {
    var clients = coach.clients("client", 10);
    hold(clients.subList(4, 8));
    var at = coach.soon();
    String id = coach.create(coach.once(at, "Half way"));
    coach.pass(at);
    system.chat.awaitMessages(8, TestSystem.SOON);
    coach.act(id, "cancel");
    answers.complete();

    settled(id);
    assertThat(receivers(clients, "Half way")).isEqualTo(clients.subList(0, 8));
    assertThat(coach.clientsWith(id, "sent")).isEqualTo(clients.subList(0, 8));
    assertThat(coach.clientsWith(id, "skipped")).isEqualTo(clients.subList(8, 10));
  }
}
