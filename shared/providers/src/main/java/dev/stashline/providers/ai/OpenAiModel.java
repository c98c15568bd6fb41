package dev.stashline.providers.ai;

import dev.stashline.providers.HttpEdge;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Asks by OpenAI's chat completions with strict structured output; works with every service that
 * offers the same interface. Neither questions nor answers are logged.
 */
public final class OpenAiModel implements Model {

  private final AiConfig config;
  private final InstantSource clock;
  private final HttpEdge http;

  public OpenAiModel(Vertx vertx, InstantSource clock, AiConfig config) {
    this.config = config;
    this.clock = clock;
    this.http =
        new HttpEdge(vertx, config.provider(), config.connections(), config.maxReplyBytes());
  }

  @Override
  public Answer ask(Question question) {
    HttpEdge.Reply reply =
        http.post(
            config.completions(),
            headers(question),
            request(question).toBuffer(),
            question.deadline());
    return new OpenAiReply(config.provider(), reply).judge(question, clock.instant());
  }

  /** Closes the connections. */
  public Future<Void> close() {
    return http.close();
  }

  private Map<String, String> headers(Question question) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("Accept", "application/json");
    headers.put("Idempotency-Key", question.idempotencyKey());
    config.apiKey().ifPresent(key -> headers.put("Authorization", "Bearer " + key.reveal()));
    return headers;
  }

  private JsonObject request(Question question) {
    JsonObject format =
        new JsonObject()
            .put("type", "json_schema")
            .put(
                "json_schema",
                new JsonObject()
                    .put("name", question.name())
                    .put("strict", true)
                    .put("schema", question.schema()));
    String limit =
        switch (config.tokenLimit()) {
          case MAX_COMPLETION_TOKENS -> "max_completion_tokens";
          case MAX_TOKENS -> "max_tokens";
        };
    return new JsonObject()
        .put("model", config.model())
        .put(
            "messages",
            new JsonArray()
                .add(message("system", question.system()))
                .add(message("user", question.user())))
        .put("response_format", format)
        .put(limit, question.maxTokens());
  }

  private static JsonObject message(String role, String content) {
    return new JsonObject().put("role", role).put("content", content);
  }
}
