package dev.stashline.providers.chat;

import static dev.stashline.standins.StreamEndpoint.GET_MESSAGE;
import static dev.stashline.standins.StreamEndpoint.SEND_MESSAGE;
import static dev.stashline.standins.StreamEndpoint.UPDATE_USERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import dev.stashline.providers.ProviderFailure;
import dev.stashline.providers.ProviderFailure.Never;
import dev.stashline.providers.ProviderFailure.RetryNow;
import dev.stashline.standins.StreamFault;
import dev.stashline.testkit.LogCapture;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.impl.jose.JWT;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What arrives, and that it arrives once. */
class StreamChatIT extends StreamCase {

  @Test
  void a_message_arrives_in_the_channel_of_its_pair() {
    openChannel();

    Sent sent = chat.send(message("m-1"));

    assertThat(sent).isEqualTo(new Sent("m-1", false));
    assertThat(standin.members(CHANNEL)).containsExactlyInAnyOrder("coach", "client");
    assertThat(standin.nameOf("coach")).hasValue("Coach Zoë");
    assertThat(standin.messages())
        .singleElement()
        .satisfies(
            there -> {
              assertThat(there.channelId()).isEqualTo(CHANNEL);
              assertThat(there.authorId()).isEqualTo("coach");
              assertThat(there.text()).isEqualTo("Grüße, 日本");
            });
  }

  @Test
  void people_and_channels_may_be_repeated() {
    openChannel();
    openChannel();
    chat.people(List.of(new Person("coach", "Zoë"), new Person("nameless", " ")));

    assertThat(standin.nameOf("coach")).hasValue("Zoë");
    assertThat(standin.nameOf("nameless")).hasValue("");
    assertThat(standin.members(CHANNEL)).hasSize(2);
  }

  @Test
  void many_people_go_by_the_hundred() {
    chat.people(IntStream.range(0, 201).mapToObj(i -> new Person("p" + i, "P")).toList());
    chat.people(List.of());

    assertThat(standin.calls(UPDATE_USERS)).isEqualTo(3);
    assertThat(standin.nameOf("p200")).hasValue("P");
  }

  @Test
  void a_message_that_is_there_already_counts_as_sent() {
    openChannel();
    chat.send(message("m-1"));

    assertThat(chat.send(message("m-1"))).isEqualTo(new Sent("m-1", true));
    assertThat(standin.messages()).hasSize(1);
    assertThat(standin.duplicatesRefused()).isEqualTo(1);
  }

  @Test
  void a_message_whose_answer_was_lost_is_not_sent_twice() {
    openChannel();
    standin.faults().next(1, SEND_MESSAGE, new StreamFault.Lost());

    assertThat(fails(RetryNow.class, "m-1").outcomeUnknown()).isTrue();
    assertThat(standin.messages()).hasSize(1);

    assertThat(chat.send(message("m-1"))).isEqualTo(new Sent("m-1", true));
    assertThat(standin.messages()).hasSize(1);
  }

  @Test
  void a_message_whose_answer_came_too_late_is_not_sent_twice() {
    openChannel();
    standin.faults().next(1, SEND_MESSAGE, new StreamFault.Late(Duration.ofMinutes(5)));
    StreamChat hasty = chat(KEY, SECRET, SHORT);

    RetryNow failure = catchThrowableOfType(RetryNow.class, () -> hasty.send(message("m-1")));
    assertThat(failure.outcomeUnknown()).isTrue();
    assertThat(failure).hasMessageContaining("deadline");

    assertThat(chat.send(message("m-1"))).isEqualTo(new Sent("m-1", true));
    assertThat(standin.messages()).hasSize(1);
    hasty.close().await();
  }

  @Test
  void an_id_that_another_message_has_is_never_taken_for_ours() {
    openChannel();
    chat.channel(new Channel("other", "coach", List.of("coach", "client")));
    chat.send(message("m-1"));

    for (ChatMessage other :
        List.of(
            new ChatMessage("m-1", "other", "coach", "x"),
            new ChatMessage("m-1", CHANNEL, "client", "x"))) {
      assertThatThrownBy(() -> chat.send(other))
          .isInstanceOf(Never.class)
          .hasMessageContaining("another message");
    }
    assertThat(standin.messages()).hasSize(1);
  }

  @Test
  void a_repeat_that_cannot_be_confirmed_is_tried_again() {
    openChannel();
    chat.send(message("m-1"));
    standin.faults().next(1, GET_MESSAGE, new StreamFault.Refuse(404, 16));
    standin.faults().next(1, GET_MESSAGE, new StreamFault.Refuse(500, -1));
    standin.faults().next(1, GET_MESSAGE, new StreamFault.Drop());

    for (int i = 0; i < 3; i++) {
      assertThat(fails(RetryNow.class, "m-1").outcomeUnknown()).isTrue();
    }
    assertThat(chat.send(message("m-1")).alreadyThere()).isTrue();
  }

  @Test
  void whether_a_message_has_arrived_can_be_asked() {
    openChannel();
    assertThat(chat.has(message("m-1"))).isFalse();
    chat.send(message("m-1"));
    assertThat(chat.has(message("m-1"))).isTrue();
    assertThat(chat.has(new ChatMessage("m-1", "other", "coach", "x"))).isFalse();
    assertThat(chat.has(new ChatMessage("m-1", CHANNEL, "client", "x"))).isFalse();

    standin.faults().next(1, GET_MESSAGE, new StreamFault.Refuse(500, -1));
    assertThatThrownBy(() -> chat.has(message("m-1"))).isInstanceOf(RetryNow.class);
  }

  @Test
  void our_token_says_who_we_are_and_was_issued_five_seconds_ago() {
    chat.people(List.of(new Person("coach", "Zoë")));
    behind.set(Duration.ofSeconds(5));
    chat.people(List.of(new Person("coach", "Zoë")));
    behind.set(Duration.ofSeconds(6));

    assertThatThrownBy(() -> chat.people(List.of(new Person("coach", "Zoë"))))
        .isInstanceOf(ProviderFailure.NeedsPerson.class)
        .hasMessageContaining("code 42")
        .hasMessageContaining("clock");
  }

  @Test
  void a_users_token_is_theirs_alone_and_ends() {
    String token = chat.userToken("client", Duration.ofHours(1));

    JsonObject claims = JWT.parse(token).getJsonObject("payload");
    assertThat(claims)
        .isEqualTo(
            new JsonObject()
                .put("user_id", "client")
                .put("iat", NOON.getEpochSecond() - 5)
                .put("exp", NOON.getEpochSecond() + 3_600));
    assertThat(standin.userOf(token)).hasValue("client");
    behind.set(Duration.ofHours(-1));
    assertThat(standin.userOf(token)).as("an hour later").isEmpty();
  }

  @Test
  void neither_secret_nor_key_nor_text_is_logged_or_told_in_a_failure() {
    try (LogCapture logs = LogCapture.start(Level.DEBUG)) {
      openChannel();
      chat.send(message("m-1"));
      chat.send(message("m-1"));
      for (StreamFault fault :
          List.of(
              new StreamFault.Refuse(500, -1),
              new StreamFault.Refuse(400, 4),
              new StreamFault.Refuse(401, 43),
              new StreamFault.RateLimit(Duration.ofMinutes(1)),
              new StreamFault.Drop())) {
        standin.faults().next(1, SEND_MESSAGE, fault);
        ProviderFailure failure =
            catchThrowableOfType(ProviderFailure.class, () -> chat.send(message("m-2")));
        assertThat(failure + " " + failure.getCause()).doesNotContain(KEY, SECRET, "Grüße", "eyJ");
      }
      standin.close();
      assertThat(fails(RetryNow.class, "m-3").toString()).doesNotContain(KEY);
      assertThat(message("m-1") + " " + new Person("coach", "Zoë")).doesNotContain("Grüße", "Zoë");
      for (String planted : new String[] {KEY, SECRET, "Grüße", "Zoë", "eyJ"}) {
        assertThat(logs.linesWith(planted)).isEmpty();
      }
    }
  }

  @Test
  void a_chat_that_is_not_set_up_cannot_be_made() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new StreamChat(
                    vertx,
                    () -> NOON,
                    new ChatConfig(ChatConfig.HOSTED, Optional.empty(), Optional.empty(), LONG, 1)))
        .withMessageContaining("STREAM_API");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:b", "a/b"})
  void a_message_id_is_plain(String id) {
    assertThatIllegalArgumentException().isThrownBy(() -> message(id));
    assertThatIllegalArgumentException().isThrownBy(() -> message("m".repeat(256)));
  }
}
