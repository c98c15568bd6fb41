package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.runtime.Json;
import dev.stashline.standins.StreamEndpoint;
import dev.stashline.standins.StreamFault;
import dev.stashline.standins.StreamFaults;
import dev.stashline.standins.StreamMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is known of messages afterwards: channels, counts, who did what. */
class MessageRecordsIT {
  private static TestSystem system;
  private static int coaches;

  @BeforeAll
  static void start() {
    system = TestSystem.messages();
    system.start(Role.INGRESS, Role.MESSAGES);
  }

  @AfterAll
  static void stop() {
    system.close();
  }

  @AfterEach
  void mend() {
    system.chat.faults().clear();
  }

  private static Coaching newCoach() {
    return new Coaching(system, "recorded-" + ++coaches);
  }

  @Test
  void B16_a_channel_that_is_there_already_is_used() {
    var coach = newCoach();
    TestSystem.require(coach.client("b16-01", Map.of("channelId", "chat_legacy1")), 200);
    coach.sent("as before", "completed");
    assertThat(system.chat.messages("chat_legacy1"))
        .extracting(StreamMessage::text)
        .containsExactly("as before");
  }

  @Test
  void B12_a_template_must_be_one_of_the_coachs_own() {
    var coach = newCoach();
    var other = newCoach();
    var made = other.post("/api/message-templates", "{\"title\":\"t\",\"content\":\"theirs\"}");
    TestSystem.require(made, 201);
    String theirs = Json.tree(made.body()).path("id").asText();
    var at = system.clock.instant().plus(Duration.ofDays(3));
    String id = coach.create(coach.once(at, "x"));
    for (String wrong : new String[] {theirs, "nowhere"}) {
      var created =
          coach.post("/api/messages", coach.once(at, "y").put("templateId", wrong).toString());
      var edited =
          coach.send("PATCH", "/api/messages/" + id, Json.write(Map.of("templateId", wrong)));
      for (var answer : List.of(created, edited)) {
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Json.tree(answer.body()).at("/errors/0/field").asText())
            .isEqualTo("/templateId");
      }
    }
    assertThat(coach.json("/api/messages").path("items")).hasSize(1);
  }

  @Test
  void without_QStash_there_is_nobody_to_tell() {
    var coach = newCoach();
    coach.clients("untold", 1);
    coach.sent("x", "completed");
    assertThat(system.rows.text("select count(*) from jobs.job where kind = 'messages.tell'"))
        .isEqualTo("0");
  }

  @Test
  void B17_statistics_agree_with_the_deliveries() {
    var coach = newCoach();
    var clients = coach.clients("b17", 5);
    system
        .chat
        .faults()
        .next(
            StreamFaults.ALWAYS,
            StreamEndpoint.SEND_MESSAGE,
            clients.get(0),
            new StreamFault.Refuse(400, 4, Optional.empty()));
    var at = coach.soon();
    for (String text : List.of("one", "two")) {
      coach.create(coach.once(at, text));
    }
    coach.create(coach.once(at.plus(Duration.ofDays(300)), "far"));
    coach.pass(at);
    dev.stashline.testkit.Await.until(
        "both have ended",
        TestSystem.SOON,
        () -> coach.json("/api/messages?status=partial").path("items").size() == 2);

    var told = coach.json("/api/messages/statistics");
    String counted =
        "select count(*) from message_deliveries d join scheduled_messages m on m.id = d.scheduled_message_id"
            + " where m.coach_id = ?";
    assertThat(told.path("totalSchedules").asInt()).isEqualTo(3);
    assertThat(told.path("activeSchedules").asInt()).isEqualTo(1);
    assertThat(told.path("totalDeliveries").asLong())
        .isEqualTo(system.rows.number(counted, coach.coach))
        .isEqualTo(10);
    assertThat(told.path("successfulDeliveries").asLong())
        .isEqualTo(system.rows.number(counted + " and d.status = 'sent'", coach.coach))
        .isEqualTo(8);
    assertThat(told.path("failedDeliveries").asLong())
        .isEqualTo(system.rows.number(counted + " and d.status = 'failed'", coach.coach))
        .isEqualTo(2);
  }

  @Test
  void B18_the_trail_tells_who_did_what_and_each_attempt_what_was_answered() {
    var coach = newCoach();
    coach.clients("b18", 1);
    system
        .chat
        .faults()
        .next(1, StreamEndpoint.SEND_MESSAGE, new StreamFault.Refuse(503, 0, Optional.empty()));
    var at = coach.soon();
    String id = coach.create(coach.once(at, "x"));
    coach.edit(id, Map.of("content", "y"));
    coach.act(id, "pause");
    coach.act(id, "resume");
    coach.pass(at);
    coach.await(id, "completed");

    var entries = coach.json("/api/messages/" + id + "/trail").path("entries");
    var after = entries.valueStream().map(e -> e.path("after").asText()).toList().reversed();
    assertThat(after)
        .containsExactly("created", "edited", "paused", "resumed", "sending", "completed");
    assertThat(entries.get(entries.size() - 1).path("actor").asText()).isEqualTo("local");
    var attempts = coach.deliveries(id).get(0).path("attempts");
    assertThat(attempts).hasSize(2);
    assertThat(attempts.get(0).path("outcome").asText()).contains("status 503");
    assertThat(attempts.get(1).path("outcome").asText()).isEqualTo("sent");
  }
}
