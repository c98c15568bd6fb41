package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.standins.StreamEndpoint;
import dev.stashline.standins.StreamFault;
import dev.stashline.standins.StreamFaults;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From a message whose time has come to the chats of the clients; without QStash. */
class MessageDeliveryIT {
  private static TestSystem system;
  private static int coaches;

  @BeforeAll
  static void start() {
    system = TestSystem.messages();
    system.settings.put("MESSAGES_PART_SIZE", "4");
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
    return new Coaching(system, "coach-" + ++coaches);
  }

  @Test
  void B01_a_message_reaches_every_client_in_the_right_channel_at_its_time() {
    var coach = newCoach();
    var other = newCoach();
    other.clients("b01other", 2);
    var clients = coach.clients("b01", 9);
    var at = coach.soon();
    String id = coach.create(coach.once(at, "Good luck today!"));
    assertThat(coach.show(id).path("status").asText()).isEqualTo("active");

    coach.pass(at);
    var ended = coach.await(id, "completed");

    clients.forEach(client -> assertThat(coach.inbox(client)).containsExactly("Good luck today!"));
    assertThat(ended.path("lastSentAt").isMissingNode()).isFalse();
    var occurrence = coach.occurrences(id).get(0);
    assertThat(occurrence.path("sent").asInt()).isEqualTo(9);
    assertThat(occurrence.path("lateMillis").asLong()).isLessThan(60_000);
    assertThat(system.chat.messages())
        .filteredOn(m -> m.text().equals("Good luck today!"))
        .hasSize(9)
        .allSatisfy(m -> assertThat(m.authorId()).isEqualTo(coach.coach));
  }

  @Test
  void B05_start_and_end_are_kept_and_it_is_completed_after_the_last() {
    var coach = newCoach();
    coach.clients("b05", 1);
    var today = system.clock.instant().atZone(java.time.ZoneOffset.UTC).toLocalDate();
    var message =
        coach
            .message("Daily")
            .put("scheduleType", "daily")
            .put("startDate", today.plusDays(2).toString())
            .put("startTime", "09:00")
            .put("endDate", today.plusDays(4).toString());
    String id = coach.create(message);
    assertThat(coach.show(id).path("nextSendAt").asText())
        .isEqualTo(today.plusDays(2) + "T09:00:00Z");

    for (int day = 2; day <= 4; day++) {
      coach.pass(Instant.parse(today.plusDays(day) + "T09:00:00Z"));
      int due = day - 1;
      coach.await(id, due + " occurrences", m -> coach.inbox("b05-01").size() == due);
    }
    coach.await(id, "completed");
    system.moveClock(Duration.ofDays(3));
    // Another message fires in the same rounds: had the first come again, it would have by then.
    coach.sent("later", "completed");
    assertThat(coach.occurrences(id)).hasSize(3);
    assertThat(coach.inbox("b05-01")).containsExactly("Daily", "Daily", "Daily", "later");
  }

  @Test
  void B06_those_who_did_not_get_it_are_tried_again_and_then_it_is_completed() {
    var coach = newCoach();
    var clients = coach.clients("b06", 10);
    for (String client : clients.subList(0, 3)) {
      system
          .chat
          .faults()
          .next(
              2,
              StreamEndpoint.SEND_MESSAGE,
              client,
              new StreamFault.Refuse(500, 0, Optional.empty()));
    }
    var at = coach.soon();
    String id = coach.create(coach.once(at, "Three of ten"));
    coach.pass(at);
    coach.await(id, "seven have it", m -> coach.occurrences(id).path(0).path("sent").asInt() == 7);
    assertThat(coach.show(id).path("status").asText()).isEqualTo("active");
    assertThat(coach.occurrences(id).get(0).path("pending").asInt()).isEqualTo(3);

    coach.await(id, "completed");
    clients.forEach(client -> assertThat(coach.inbox(client)).containsExactly("Three of ten"));
  }

  @Test
  void B06_refusals_leave_it_partial_with_counts_and_can_be_retried_alone() {
    var coach = newCoach();
    var clients = coach.clients("b06p", 10);
    for (String client : clients.subList(0, 3)) {
      system
          .chat
          .faults()
          .next(
              StreamFaults.ALWAYS,
              StreamEndpoint.SEND_MESSAGE,
              client,
              new StreamFault.Refuse(400, 20, Optional.empty()));
    }
    String id = coach.sent("Too long", "partial");
    var occurrence = coach.occurrences(id).get(0);
    assertThat(occurrence.path("sent").asInt()).isEqualTo(7);
    assertThat(occurrence.path("failed").asInt()).isEqualTo(3);
    assertThat(coach.clientsWith(id, "failed")).isEqualTo(clients.subList(0, 3));

    system.chat.faults().clear();
    assertThat(coach.act(id, "retry").path("deliveries").asInt()).isEqualTo(3);
    coach.await(id, "completed");
    clients.forEach(client -> assertThat(coach.inbox(client)).containsExactly("Too long"));
  }

  @Test
  void B07_what_arrived_though_its_answer_was_lost_is_recognised() {
    var coach = newCoach();
    var clients = coach.clients("b07", 6);
    int duplicates = system.chat.duplicatesRefused();
    system.chat.faults().next(3, StreamEndpoint.SEND_MESSAGE, new StreamFault.Lost());
    String id = coach.sent("Only once", "completed");

    clients.forEach(client -> assertThat(coach.inbox(client)).containsExactly("Only once"));
    assertThat(system.chat.duplicatesRefused() - duplicates).isEqualTo(3);
    assertThat(coach.deliveries(id).toString()).contains("\"repeated\"");
  }

  @Test
  void B08_a_refusal_is_not_repeated() {
    var coach = newCoach();
    coach.clients("b08", 1);
    system
        .chat
        .faults()
        .next(
            StreamFaults.ALWAYS,
            StreamEndpoint.SEND_MESSAGE,
            "b08-01",
            new StreamFault.Refuse(400, 20, Optional.empty()));
    String id = coach.sent("x", "partial");
    assertThat(coach.deliveries(id).get(0).path("attempts")).hasSize(1);
    assertThat(coach.deliveries(id).get(0).path("errorMessage").asText()).contains("code 20");
  }

  @Test
  void B08_a_channel_that_is_gone_is_made_again() {
    var coach = newCoach();
    coach.clients("b08c", 2);
    coach.sent("first", "completed");
    system.chat.reset();
    coach.sent("second", "completed");
    assertThat(coach.inbox("b08c-01")).containsExactly("second");
  }

  @Test
  void who_is_known_to_the_chat_keeps_the_name_and_the_picture() {
    var coach = newCoach();
    TestSystem.require(coach.client("known", Map.of("name", "First name")), 200);
    coach.sent("first", "completed");
    int made = system.chat.calls(StreamEndpoint.UPDATE_USERS);
    TestSystem.require(coach.client("known", Map.of("name", "Another name")), 200);
    TestSystem.require(coach.client("unknown", Map.of("name", "New")), 200);
    coach.sent("second", "completed");
    assertThat(coach.inbox("known")).containsExactly("first", "second");
    assertThat(system.chat.nameOf("known")).contains("First name");
    assertThat(system.chat.nameOf("unknown")).contains("New");
    assertThat(system.chat.calls(StreamEndpoint.UPDATE_USERS)).isEqualTo(made + 1);
  }

  @Test
  void B10_ten_messages_in_one_instant_cross_nowhere_and_keep_the_chats_limit() {
    var coaches = IntStream.range(0, 5).mapToObj(n -> newCoach()).toList();
    coaches.forEach(c -> c.clients("b10-" + c.coach, 3));
    var at = coaches.getFirst().soon();
    var ids =
        coaches.stream()
            .flatMap(
                c ->
                    IntStream.range(0, 2)
                        .mapToObj(n -> Map.entry(c, c.create(c.once(at, c.coach + " says " + n)))))
            .toList();
    system.chat.limit(StreamEndpoint.SEND_MESSAGE, 10);
    try {
      coaches.getFirst().pass(at);
      ids.forEach(entry -> entry.getKey().await(entry.getValue(), "completed"));
    } finally {
      system.chat.limit(StreamEndpoint.SEND_MESSAGE, StreamEndpoint.SEND_MESSAGE.perMinute());
    }
    for (Coaching c : coaches) {
      for (int n = 1; n <= 3; n++) {
        assertThat(c.inbox("b10-%s-%02d".formatted(c.coach, n)))
            .containsExactlyInAnyOrder(c.coach + " says 0", c.coach + " says 1");
      }
    }
  }

  @Test
  void B13_B14_the_audience_is_who_is_the_coachs_client_when_it_is_sent() {
    var coach = newCoach();
    var rival = newCoach();
    var clients = coach.clients("b13", 4);
    var at = coach.soon();
    String all = coach.create(coach.once(at, "to all"));
    var named = coach.once(at, "to two");
    named.putArray("targetUserIds").add(clients.get(0)).add(clients.get(1));
    String specific = coach.create(named);

    coach.unassign(clients.get(0));
    rival.client(clients.get(0), Map.of());
    coach.client("b13-new", Map.of());
    coach.pass(at);
    coach.await(all, "completed");
    coach.await(specific, "completed");

    assertThat(coach.inbox(clients.get(0))).isEmpty();
    assertThat(coach.inbox(clients.get(1))).containsExactlyInAnyOrder("to all", "to two");
    assertThat(coach.inbox("b13-new")).containsExactly("to all");
    assertThat(coach.clientsWith(all, "sent"))
        .containsExactly(clients.get(1), clients.get(2), clients.get(3), "b13-new");
    assertThat(coach.clientsWith(specific, "skipped")).containsExactly(clients.get(0));
  }
}
