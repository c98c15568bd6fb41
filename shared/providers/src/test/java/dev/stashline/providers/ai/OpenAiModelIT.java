package dev.stashline.providers.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stashline.providers.ProviderFailure;
import dev.stashline.providers.ProviderFailure.BadAnswer;
import dev.stashline.providers.ProviderFailure.BadAnswer.Kind;
import dev.stashline.providers.ProviderFailure.NeedsPerson;
import dev.stashline.providers.ProviderFailure.Never;
import dev.stashline.providers.ProviderFailure.RetryLater;
import dev.stashline.providers.ProviderFailure.RetryNow;
import dev.stashline.runtime.Secret;
import dev.stashline.standins.ModelFault;
import dev.stashline.standins.ModelStandin;
import dev.stashline.testkit.LogCapture;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The adapter against a server that behaves as documented, over real HTTP. */
class OpenAiModelIT {

  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
  private static final String KEY = "sk-test-planted-key";
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final JsonObject LUNCH = new JsonObject().put("dish", "soup").put("kcal", 410);
  private static final JsonObject SCHEMA =
      new JsonObject()
          .put("type", "object")
          .put(
              "properties",
              new JsonObject()
                  .put("dish", new JsonObject().put("type", "string"))
                  .put("kcal", new JsonObject().put("type", "integer").put("minimum", 0)))
          .put("required", new JsonArray().add("dish").add("kcal"))
          .put("additionalProperties", false);

  private final Vertx vertx = Vertx.vertx();
  private ModelStandin standin;
  private OpenAiModel model;

  @BeforeEach
  void start() {
    standin = ModelStandin.start(vertx, CLOCK, 0, (name, request) -> LUNCH);
    standin.requireKey(KEY);
    model = model(Optional.of(new Secret(KEY)), 64 << 10);
  }

  @AfterEach
  void stop() {
    model.close().await();
    standin.close();
    vertx.close().await();
  }

  @Test
  void an_answer_comes_with_its_provenance() {
    Answer answer = model.ask(question("lunch", LONG));

    assertThat(answer.json()).isEqualTo(LUNCH);
    assertThat(answer.provider()).isEqualTo("127.0.0.1");
    assertThat(answer.model()).isEqualTo("test-model");
    assertThat(answer.inputTokens()).isPresent();
    assertThat(answer.outputTokens()).hasValue(7); // 26 characters, 4 to a token
    assertThat(answer.requestId()).startsWith("req_");
    assertThat(standin.calls("lunch")).isEqualTo(1);
    ModelStandin.Call call = standin.calls().getFirst();
    assertThat(call.idempotencyKey()).isEqualTo("plan-17:lunch");
    assertThat(call.request().getInteger("max_completion_tokens")).isEqualTo(500);
    assertThat(
            call.request()
                .getJsonObject("response_format")
                .getJsonObject("json_schema")
                .getBoolean("strict"))
        .isTrue();
  }

  static Stream<Arguments> badAnswers() {
    return Stream.of(
        Arguments.of(new ModelFault.Refusal(), Kind.REFUSED),
        Arguments.of(new ModelFault.ContentFilter(), Kind.FILTERED),
        Arguments.of(new ModelFault.Cut(), Kind.CUT),
        Arguments.of(new ModelFault.Fenced(), Kind.FENCED),
        Arguments.of(new ModelFault.Prose(), Kind.NOT_JSON),
        Arguments.of(new ModelFault.SchemaViolation(), Kind.SCHEMA_VIOLATED),
        Arguments.of(new ModelFault.Oversized(1 << 20), Kind.UNDOCUMENTED));
  }

  @ParameterizedTest
  @MethodSource("badAnswers")
  void an_answer_that_may_not_be_used_fails_and_says_why(ModelFault fault, Kind kind) {
    standin.fail("lunch", fault);

    BadAnswer failure =
        catchThrowableOfType(BadAnswer.class, () -> model.ask(question("lunch", LONG)));

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(model.ask(question("lunch", LONG)).json()).as("the next one").isEqualTo(LUNCH);
  }

  @Test
  void a_schema_violation_names_the_rule_and_not_the_words() {
    standin.fail("lunch", new ModelFault.SchemaViolation());

    assertThatThrownBy(() -> model.ask(question("lunch", LONG)))
        .hasMessageContaining("/required")
        .hasMessageNotContaining("410");
  }

  @Test
  void a_rate_limit_is_retried_when_the_service_says() {
    standin.fail("lunch", new ModelFault.RateLimit(Duration.ofSeconds(7)));

    RetryLater failure =
        catchThrowableOfType(RetryLater.class, () -> model.ask(question("lunch", LONG)));

    assertThat(failure.after()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void an_exhausted_quota_and_a_wrong_key_need_a_person() {
    standin.fail("lunch", new ModelFault.NoQuota());
    assertThatThrownBy(() -> model.ask(question("lunch", LONG)))
        .isInstanceOf(NeedsPerson.class)
        .hasMessageContaining("insufficient_quota");

    standin.requireKey("sk-another");
    assertThatThrownBy(() -> model.ask(question("lunch", LONG)))
        .isInstanceOf(NeedsPerson.class)
        .hasMessageContaining("OPENAI_API_KEY");
  }

  @Test
  void an_answer_of_500_is_worth_another_attempt() {
    standin.fail("lunch", new ModelFault.ServerError(), new ModelFault.ServerError());
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> model.ask(question("lunch", LONG))).isInstanceOf(RetryNow.class);
    }
    assertThat(model.ask(question("lunch", LONG)).json()).isEqualTo(LUNCH);
  }

  @Test
  void a_hanging_or_dropped_call_ends_in_time_with_its_outcome_unknown() {
    standin.fail("lunch", new ModelFault.Hang(), new ModelFault.Drop());

    RetryNow hung = catchThrowableOfType(RetryNow.class, () -> model.ask(question("lunch", SHORT)));
    assertThat(hung.outcomeUnknown()).isTrue();
    assertThat(hung).hasMessageContaining("deadline");

    RetryNow dropped =
        catchThrowableOfType(RetryNow.class, () -> model.ask(question("lunch", LONG)));
    assertThat(dropped.outcomeUnknown()).isTrue();
  }

  @Test
  void a_service_that_is_down_did_nothing() {
    standin.close();

    RetryNow failure =
        catchThrowableOfType(RetryNow.class, () -> model.ask(question("lunch", LONG)));
    assertThat(failure.outcomeUnknown()).isFalse();

    standin = ModelStandin.start(vertx, CLOCK, 0, (name, request) -> LUNCH);
  }

  @Test
  void a_malformed_request_can_never_work() {
    JsonObject open = SCHEMA.copy().put("additionalProperties", true);

    assertThatThrownBy(() -> model.ask(question("lunch", LONG, open)))
        .isInstanceOf(Never.class)
        .hasMessageContaining("status 400");
    assertThat(standin.calls()).isEmpty();
  }

  @Test
  void neither_key_nor_question_nor_answer_is_logged_or_told_in_a_failure() {
    try (LogCapture logs = LogCapture.start()) {
      standin.fail(
          "lunch",
          new ModelFault.Refusal(),
          new ModelFault.SchemaViolation(),
          new ModelFault.Prose(),
          new ModelFault.ServerError());
      for (int i = 0; i < 4; i++) {
        ProviderFailure failure =
            catchThrowableOfType(ProviderFailure.class, () -> model.ask(question("lunch", LONG)));
        assertThat(failure.getMessage() + failure.getCause())
            .doesNotContain(KEY, "soup", "diabetes", "Sure!");
      }
      model.ask(question("lunch", LONG));
      assertThat(question("lunch", LONG).toString()).doesNotContain("diabetes");
      for (String planted : new String[] {KEY, "soup", "diabetes"}) {
        assertThat(logs.linesWith(planted)).isEmpty();
      }
    }
  }

  @Test
  void a_local_service_needs_no_key() {
    ModelStandin local = ModelStandin.start(vertx, CLOCK, 0, (name, request) -> LUNCH);
    OpenAiModel keyless =
        new OpenAiModel(
            vertx,
            CLOCK,
            new AiConfig(
                URI.create(local.baseUrl() + "/"),
                Optional.empty(),
                "llama",
                AiConfig.TokenLimit.MAX_TOKENS,
                2,
                64 << 10));

    assertThat(keyless.ask(question("lunch", LONG)).model()).isEqualTo("llama");
    assertThat(local.calls().getFirst().request().getInteger("max_tokens")).isEqualTo(500);
    keyless.close().await();
    local.close();
  }

  private OpenAiModel model(Optional<Secret> key, long maxReplyBytes) {
    return new OpenAiModel(
        vertx,
        CLOCK,
        new AiConfig(
            URI.create(standin.baseUrl()),
            key,
            "test-model",
            AiConfig.TokenLimit.MAX_COMPLETION_TOKENS,
            4,
            maxReplyBytes));
  }

  private static Question question(String name, Duration deadline) {
    return question(name, deadline, SCHEMA);
  }

  private static Question question(String name, Duration deadline, JsonObject schema) {
    return new Question(
        name, "You plan lunches.", "I have diabetes.", schema, 500, deadline, "plan-17:lunch");
  }
}
