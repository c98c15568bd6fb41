package dev.stashline.standalone;

import static dev.stashline.standins.StreamEndpoint.GET_MESSAGE;
import static dev.stashline.standins.StreamEndpoint.GET_OR_CREATE_CHANNEL;
import static dev.stashline.standins.StreamEndpoint.SEND_MESSAGE;
import static dev.stashline.standins.StreamEndpoint.UPDATE_USERS;
import static dev.stashline.standins.StreamFaults.ALWAYS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.standins.StreamEndpoint;
import dev.stashline.standins.StreamFault;
import dev.stashline.standins.StreamFault.Refuse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the coach sees of each error of the chat. Three clients have their turns one after the other
 * and the second meets the error; a delivery has two attempts.
 */
class MessageErrorIT {
  private static TestSystem system;
  private static int coaches;
  private Coaching coach;
  private List<String> clients;
  private String second;

  @BeforeAll
  static void start() {
    system = TestSystem.messages();
    system.settings.put("STREAM_TIMEOUT", "2s");
    system.settings.put("MESSAGES_ATTEMPTS", "2");
    system.settings.put("MESSAGES_PARALLEL_SENDS", "1");
    system.start(Role.INGRESS, Role.MESSAGES);
  }

  @AfterAll
  static void stop() {
    system.close();
  }

  @BeforeEach
  void clients() {
    coach = new Coaching(system, "erring-" + ++coaches);
    clients = coach.clients("of-" + coach.coach, 3);
    second = clients.get(1);
  }

  @AfterEach
  void mend() {
    system.chat.faults().clear();
    system.chat.changeCredentials(LocalGround.CHAT_KEY, LocalGround.CHAT_SECRET);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          400 | 4  | the request was refused
          400 | 20 | the text is too long
          400 | 73 | moderation refused
          404 | 16 | there is no such thing
          413 | 22 | the request is too big
          """)
  void B08_a_refusal_fails_one_client_at_the_first_attempt(int status, int code, String why) {
    wrong(ALWAYS, SEND_MESSAGE, new Refuse(status, code));
    int calls = system.chat.calls(SEND_MESSAGE);
    String id = sent("partial");

    assertCounts(id, 2, 1);
    assertThat(system.chat.calls(SEND_MESSAGE) - calls).isEqualTo(3);
    assertThat(delivery(id, second).path("status").asText()).isEqualTo("failed");
    assertThat(delivery(id, second).path("errorMessage").asText())
        .contains(why, "status " + status, "code " + code);
    assertThat(outcomes(id, second)).singleElement().asString().contains("code " + code);
    assertThat(outcomes(id, clients.get(0))).containsExactly("sent");
    assertThat(outcomes(id, clients.get(2))).containsExactly("sent");
    assertRetryReaches(id, 1);
  }

  @Test
  void B08_a_refusal_in_a_known_channel_counts_only_once_the_channel_was_made_again() {
    coach.sent("before", "completed");
    wrong(ALWAYS, SEND_MESSAGE, new Refuse(413, 22));
    int made = system.chat.calls(GET_OR_CREATE_CHANNEL);
    String id = sent("partial");

    assertCounts(id, 2, 1);
    assertThat(outcomes(id, second)).hasSize(2).allMatch(outcome -> outcome.contains("code 22"));
    assertThat(system.chat.calls(GET_OR_CREATE_CHANNEL) - made).isEqualTo(1);
  }

  private static Stream<Arguments> passing() {
    return Stream.of(
        Arguments.of(new Refuse(403, 60), "slowed down"),
        Arguments.of(new Refuse(408, 23), "status 408, code 23"),
        Arguments.of(new Refuse(500, -1), "status 500, code -1"),
        Arguments.of(new StreamFault.Throttle(), "status 429, code 9"),
        Arguments.of(new StreamFault.Drop(), "the connection was lost"),
        Arguments.of(new StreamFault.Hang(), "no whole reply within the deadline"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("passing")
  void B08_what_passes_costs_one_attempt_and_nobody_gets_it_twice(StreamFault fault, String why) {
    wrong(1, SEND_MESSAGE, fault);
    int calls = system.chat.calls(SEND_MESSAGE);
    String id = sent("completed");

    assertCounts(id, 3, 0);
    assertThat(system.chat.calls(SEND_MESSAGE) - calls).isEqualTo(4);
    assertThat(outcomes(id, second)).hasSize(2).last().isEqualTo("sent");
    assertThat(outcomes(id, second).getFirst()).contains(why);
    assertThat(delivery(id, second).has("errorMessage")).isFalse();
    assertThat(outcomes(id, clients.get(0))).containsExactly("sent");
    assertThat(outcomes(id, clients.get(2))).containsExactly("sent");
    assertEverybodyHasItOnce();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("passing")
  void B08_what_does_not_pass_fails_when_the_attempts_are_used_up(StreamFault fault, String why) {
    wrong(ALWAYS, SEND_MESSAGE, fault);
    String id = sent("partial");

    assertCounts(id, 2, 1);
    assertThat(delivery(id, second).path("status").asText()).isEqualTo("failed");
    assertThat(delivery(id, second).path("errorMessage").asText()).contains(why);
    assertThat(outcomes(id, second)).hasSize(2).allMatch(outcome -> outcome.contains(why));
    assertRetryReaches(id, 1);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          401 | 5  | check STREAM_API_KEY
          401 | 40 | check STREAM_API_KEY
          401 | 41 | check the clock
          401 | 43 | check STREAM_API_KEY
          403 | 17 | not allowed
          403 | 99 | not allowed
          """)
  void B08_what_a_person_must_mend_stops_all_who_had_no_turn(int status, int code, String remedy) {
    wrong(ALWAYS, SEND_MESSAGE, new Refuse(status, code));
    int calls = system.chat.calls(SEND_MESSAGE);
    String id = sent("partial");

    assertCounts(id, 1, 2);
    assertThat(system.chat.calls(SEND_MESSAGE) - calls).isEqualTo(2);
    for (String unreached : clients.subList(1, 3)) {
      assertThat(delivery(id, unreached).path("status").asText()).isEqualTo("failed");
      assertThat(delivery(id, unreached).path("errorMessage").asText())
          .contains(remedy, "status " + status, "code " + code);
    }
    assertThat(outcomes(id, second)).singleElement().asString().contains("code " + code);
    assertThat(outcomes(id, clients.get(2))).isEmpty();
    assertRetryReaches(id, 2);
  }

  @Test
  void B08_by_wrong_credentials_nobody_is_reached_until_they_are_mended() {
    system.chat.changeCredentials(LocalGround.CHAT_KEY, "another-secret-of-the-chat-stand-in");
    String id = sent("partial");

    assertCounts(id, 0, 3);
    assertThat(coach.deliveries(id).valueStream().map(d -> d.path("errorMessage").asText()))
        .allMatch(why -> why.contains("code 43"));
    mend();
    assertRetryReaches(id, 3);
  }

  private static Stream<StreamFault> pauses() {
    return Stream.of(
        new Refuse(429, 9, Optional.of(Duration.ofSeconds(90))),
        new Refuse(503, 0, Optional.of(Duration.ofSeconds(30))),
        new StreamFault.RateLimit(Duration.ofSeconds(42)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pauses")
  void B10_a_pause_that_the_chat_asks_for_is_no_attempt(StreamFault fault) {
    wrong(5, SEND_MESSAGE, fault);
    String id = sent("completed");

    assertCounts(id, 3, 0);
    assertThat(outcomes(id, second)).containsExactly("sent");
    assertEverybodyHasItOnce();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("passingBeforeSending")
  void B08_an_error_before_the_sending_is_passed_as_well(StreamEndpoint at, StreamFault fault) {
    wrong(1, at, fault);
    String id = sent("completed");

    assertCounts(id, 3, 0);
    assertThat(outcomes(id, second)).hasSize(2).last().isEqualTo("sent");
    assertEverybodyHasItOnce();
  }

  private static Stream<Arguments> passingBeforeSending() {
    return Stream.of(UPDATE_USERS, GET_OR_CREATE_CHANNEL)
        .flatMap(
            at ->
                Stream.of(new Refuse(408, 23), new StreamFault.Throttle(), new StreamFault.Drop())
                    .map(fault -> Arguments.of(at, fault)));
  }

  @ParameterizedTest
  @MethodSource("beforeSending")
  void B08_what_a_person_must_mend_before_the_sending_reaches_nobody(StreamEndpoint at) {
    wrong(ALWAYS, at, new Refuse(403, 99));
    String id = sent("partial");

    assertCounts(id, 0, 3);
    assertThat(outcomes(id, second)).singleElement().asString().contains("code 99");
    assertRetryReaches(id, 3);
  }

  private static Stream<StreamEndpoint> beforeSending() {
    return Stream.of(UPDATE_USERS, GET_OR_CREATE_CHANNEL);
  }

  @Test
  void B07_what_arrived_though_it_counts_as_failed_does_not_come_again() {
    wrong(1, SEND_MESSAGE, new StreamFault.Late(Duration.ofMinutes(1)));
    system.chat.faults().next(ALWAYS, GET_MESSAGE, new Refuse(500, -1));
    String id = sent("partial");

    assertCounts(id, 2, 1);
    assertThat(outcomes(id, second)).hasSize(2).last().asString().contains("status 500");
    assertEverybodyHasItOnce();
    assertRetryReaches(id, 1);
    assertThat(outcomes(id, second)).hasSize(3).last().isEqualTo("repeated");
  }

  private String sent(String status) {
    String id = coach.create(coach.once(coach.soon(), "x"));
    coach.act(id, "send-now");
    coach.await(id, status);
    return id;
  }

  private void wrong(int times, StreamEndpoint at, StreamFault fault) {
    system.chat.faults().next(times, at, second, fault);
  }

  private void assertCounts(String id, int sent, int failed) {
    var occurrence = coach.occurrences(id).get(0);
    assertThat(occurrence.path("status").asText()).isEqualTo(failed == 0 ? "completed" : "partial");
    assertThat(occurrence.path("recipients").asInt()).isEqualTo(3);
    assertThat(occurrence.path("sent").asInt()).isEqualTo(sent);
    assertThat(occurrence.path("failed").asInt()).isEqualTo(failed);
    assertThat(occurrence.path("pending").asInt()).isZero();
    assertThat(coach.clientsWith(id, "sent")).hasSize(sent);
  }

  /** With the fault gone the retry goes to those alone who have nothing yet. */
  private void assertRetryReaches(String id, int unreached) {
    mend();
    int calls = system.chat.calls(SEND_MESSAGE);
    assertThat(coach.act(id, "retry").path("deliveries").asInt()).isEqualTo(unreached);
    coach.await(id, "completed");
    assertCounts(id, 3, 0);
    assertThat(system.chat.calls(SEND_MESSAGE) - calls).isEqualTo(unreached);
    assertEverybodyHasItOnce();
  }

  private void assertEverybodyHasItOnce() {
    clients.forEach(client -> assertThat(coach.inbox(client)).containsExactly("x"));
  }

  private JsonNode delivery(String id, String client) {
    return coach
        .deliveries(id)
        .valueStream()
        .filter(d -> d.path("userId").asText().equals(client))
        .findFirst()
        .orElseThrow();
  }

  private List<String> outcomes(String id, String client) {
    return delivery(id, client)
        .path("attempts")
        .valueStream()
        .map(attempt -> attempt.path("outcome").asText())
        .toList();
  }
}
