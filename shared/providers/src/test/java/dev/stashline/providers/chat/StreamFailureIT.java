package dev.stashline.providers.chat;

import static dev.stashline.standins.StreamEndpoint.GET_OR_CREATE_CHANNEL;
import static dev.stashline.standins.StreamEndpoint.SEND_MESSAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stashline.providers.ProviderFailure;
import dev.stashline.providers.ProviderFailure.NeedsPerson;
import dev.stashline.providers.ProviderFailure.Never;
import dev.stashline.providers.ProviderFailure.RetryLater;
import dev.stashline.providers.ProviderFailure.RetryNow;
import dev.stashline.runtime.Secret;
import dev.stashline.standins.StreamFault;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each refusal means, by what should happen next. */
class StreamFailureIT extends StreamCase {

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          400 | 4  | Never       | the request was refused
          400 | 6  | Never       | the name is taken
          400 | 18 | Never       | the request was refused
          400 | 19 | Never       | the request was refused
          400 | 20 | Never       | the text is too long
          400 | 21 | Never       | the request was refused
          400 | 73 | Never       | moderation refused the message
          401 | 2  | NeedsPerson | STREAM_API_KEY
          401 | 5  | NeedsPerson | STREAM_API_SECRET
          401 | 40 | NeedsPerson | STREAM_API_SECRET
          401 | 41 | NeedsPerson | clock
          401 | 42 | NeedsPerson | clock
          401 | 43 | NeedsPerson | STREAM_API_SECRET
          403 | 17 | NeedsPerson | not allowed
          403 | 60 | RetryNow    | slowed down
          403 | 99 | NeedsPerson | not allowed
          404 | 16 | Never       | no such thing
          408 | 23 | RetryNow    | code 23
          413 | 22 | Never       | too big
          429 | 9  | RetryLater  | code 9
          431 | 24 | Never       | refused
          500 | -1 | RetryNow    | code -1
          502 | 0  | RetryNow    | status 502
          503 | 0  | RetryNow    | status 503
          """)
  void B08_each_error_says_what_should_happen_next(
      int status, int code, String kind, String reason) {
    openChannel();
    standin.faults().next(1, SEND_MESSAGE, new StreamFault.Refuse(status, code));

    ProviderFailure failure = fails(ProviderFailure.class, "m-1");

    assertThat(failure.getClass().getSimpleName()).isEqualTo(kind);
    assertThat(failure.provider()).isEqualTo("stream");
    assertThat(failure.reason())
        .contains("status " + status, reason)
        .contains(code == 0 ? "" : "code " + code);
    if (failure instanceof RetryNow again) {
      assertThat(again.outcomeUnknown()).isEqualTo(status != 403);
    }
    assertThat(standin.messages()).isEmpty();
    assertThat(chat.send(message("m-1")).alreadyThere()).as("the next one").isFalse();
  }

  @Test
  void a_limit_is_waited_for_as_the_service_says() {
    openChannel();
    standin.limit(SEND_MESSAGE, 1);
    chat.send(message("m-1"));

    assertThat(fails(RetryLater.class, "m-2").after()).isEqualTo(Duration.ofMinutes(1));

    standin.faults().next(1, GET_OR_CREATE_CHANNEL, rateLimit(42));
    RetryLater busy = catchThrowableOfType(RetryLater.class, this::openChannel);
    assertThat(busy.after()).isEqualTo(Duration.ofSeconds(42));
  }

  @Test
  void a_limit_that_does_not_tell_its_end_is_left_to_the_callers_back_off() {
    openChannel();
    standin.faults().next(1, SEND_MESSAGE, new StreamFault.Throttle());

    assertThat(fails(RetryNow.class, "m-1").outcomeUnknown()).isFalse();
  }

  @Test
  void a_limit_whose_minute_has_just_passed_is_not_run_into_at_once() {
    openChannel();
    standin.faults().next(1, SEND_MESSAGE, rateLimit(-3));

    assertThat(fails(RetryLater.class, "m-1").after()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void retry_after_goes_before_the_reset() {
    openChannel();
    standin
        .faults()
        .next(1, SEND_MESSAGE, new StreamFault.Refuse(429, 9, Optional.of(Duration.ofSeconds(7))));
    standin
        .faults()
        .next(1, SEND_MESSAGE, new StreamFault.Refuse(503, 0, Optional.of(Duration.ofSeconds(9))));

    assertThat(fails(RetryLater.class, "m-1").after()).isEqualTo(Duration.ofSeconds(7));
    assertThat(fails(RetryLater.class, "m-1").after()).isEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void one_person_can_be_in_trouble_and_the_others_are_not() {
    openChannel();
    chat.people(List.of(new Person("other", "Eve")));
    String second = ChannelIds.of("coach", "other");
    chat.channel(new Channel(second, "coach", List.of("coach", "other")));
    standin.faults().next(1, SEND_MESSAGE, "client", new StreamFault.Refuse(500, -1));

    chat.send(new ChatMessage("m-2", second, "coach", "x"));
    fails(RetryNow.class, "m-1");
    assertThat(standin.messages(second)).hasSize(1);
    assertThat(standin.messages(CHANNEL)).isEmpty();
  }

  @Test
  void what_was_not_prepared_can_never_work() {
    assertThat(fails(Never.class, "m-1")).hasMessageContaining("no such channel");
    assertThatThrownBy(
            () -> chat.channel(new Channel(CHANNEL, "coach", List.of("coach", "client"))))
        .isInstanceOf(Never.class)
        .hasMessageContaining("not known to the chat")
        .hasMessageNotContaining("client");
    openChannel();
    assertThatThrownBy(() -> chat.send(new ChatMessage("m-1", CHANNEL, "coach", "x".repeat(5_001))))
        .isInstanceOf(Never.class)
        .hasMessageContaining("code 20");
  }

  @Test
  void a_wrong_secret_and_a_wrong_key_need_a_person() {
    for (StreamChat wrong :
        List.of(chat(KEY, "planted-other", LONG), chat("planted-other", SECRET, LONG))) {
      assertThatThrownBy(() -> wrong.people(List.of(new Person("coach", "Zoë"))))
          .isInstanceOf(NeedsPerson.class)
          .hasMessageContaining("STREAM_API_KEY and STREAM_API_SECRET")
          .hasMessageNotContaining("planted");
      wrong.close().await();
    }
  }

  @Test
  void a_service_that_hangs_or_drops_leaves_the_outcome_unknown() {
    openChannel();
    standin.faults().next(1, SEND_MESSAGE, new StreamFault.Hang());
    StreamChat hasty = chat(KEY, SECRET, SHORT);
    assertThat(
            catchThrowableOfType(RetryNow.class, () -> hasty.send(message("m-1"))).outcomeUnknown())
        .isTrue();
    hasty.close().await();

    standin.faults().next(1, SEND_MESSAGE, new StreamFault.Drop());
    assertThat(fails(RetryNow.class, "m-1").outcomeUnknown()).isTrue();
    assertThat(chat.send(message("m-1")).alreadyThere()).isFalse();
  }

  @Test
  void a_service_that_is_down_did_nothing() {
    standin.close();

    assertThat(fails(RetryNow.class, "m-1").outcomeUnknown()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "200, <html>Welcome</html>, RetryNow",
    "201, {}, RetryNow",
    "201, {\"message\":{}}, RetryNow",
    "404, not here, NeedsPerson",
    "302, moved, NeedsPerson"
  })
  void what_is_no_such_service_never_counts_as_sent(int status, String body, String kind) {
    HttpServer other =
        vertx
            .createHttpServer()
            .requestHandler(request -> request.response().setStatusCode(status).end(body))
            .listen(0, "127.0.0.1")
            .await();
    StreamChat lost =
        new StreamChat(
            vertx,
            () -> NOON,
            new ChatConfig(
                URI.create("http://127.0.0.1:" + other.actualPort()),
                Optional.of(new Secret(KEY)),
                Optional.of(new Secret(SECRET)),
                LONG,
                1));

    ProviderFailure failure =
        catchThrowableOfType(ProviderFailure.class, () -> lost.send(message("m-1")));

    assertThat(failure.getClass().getSimpleName()).isEqualTo(kind);
    lost.close().await();
    other.close().await();
  }

  private static StreamFault rateLimit(int seconds) {
    return new StreamFault.RateLimit(Duration.ofSeconds(seconds));
  }
}
