package dev.stashline.providers.ai;

import dev.stashline.providers.HttpEdge;
import dev.stashline.providers.ProviderFailure;
import dev.stashline.providers.ProviderFailure.BadAnswer;
import dev.stashline.providers.ProviderFailure.BadAnswer.Kind;
import dev.stashline.providers.ProviderFailure.NeedsPerson;
import dev.stashline.providers.ProviderFailure.Never;
import dev.stashline.providers.ProviderFailure.RetryLater;
import dev.stashline.providers.ProviderFailure.RetryNow;
import dev.stashline.providers.RetryAfter;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One reply of a chat completion service, and what it means.
 *
 * <pre>
 *   200   the content is judged: refusal, reason for the end, JSON, schema
 *   401, 403                  a person: the key
 *   402, 429 without quota    a person: the budget
 *   404                       a person: AI_MODEL or AI_BASE_URL
 *   429 otherwise             later, as Retry-After says; else again
 *   408, 409, 5xx             later if Retry-After says so; else again
 *   other 4xx                 never
 *   3xx                       a person: AI_BASE_URL (redirects are not followed)
 * </pre>
 */
final class OpenAiReply {

  /** OpenAI's codes for an account without credit; repeating a call cannot mend that. */
  private static final Set<String> NO_QUOTA =
      Set.of("insufficient_quota", "billing_hard_limit_reached", "billing_not_active");

  private final String provider;
  private final HttpEdge.Reply reply;

  OpenAiReply(String provider, HttpEdge.Reply reply) {
    this.provider = provider;
    this.reply = reply;
  }

  /**
   * @throws ProviderFailure when this is not an answer that fits the question's schema
   */
  Answer judge(Question question, Instant now) {
    if (reply.status() == 200) {
      return answer(question);
    }
    throw refusal(now);
  }

  private ProviderFailure refusal(Instant now) {
    int status = reply.status();
    String code = errorCode();
    String told = "status " + status + (code.isEmpty() ? "" : ", " + code);
    if (status == 402 || NO_QUOTA.contains(code)) {
      return new NeedsPerson(provider, "the account has no credit left (" + told + ")");
    }
    if (status == 401 || status == 403) {
      return new NeedsPerson(provider, "the key was refused (" + told + "): check OPENAI_API_KEY");
    }
    if (status == 404 || (status >= 300 && status < 400)) {
      return new NeedsPerson(
          provider, "no such model here (" + told + "): check AI_MODEL and AI_BASE_URL");
    }
    if (status == 408 || status == 409 || status == 429 || status >= 500) {
      return RetryAfter.read(reply.headers(), now)
          .<ProviderFailure>map(after -> new RetryLater(provider, told, after))
          .orElseGet(
              () ->
                  status >= 500
                      ? RetryNow.outcomeUnknown(provider, told)
                      : RetryNow.nothingDone(provider, told));
    }
    return new Never(provider, "the request was refused (" + told + ")");
  }

  private Answer answer(Question question) {
    JsonObject body = body().orElseThrow(() -> undocumented("not JSON"));
    try {
      JsonArray choices = body.getJsonArray("choices");
      if (choices == null || choices.isEmpty()) {
        throw undocumented("no choices");
      }
      return new Answer(
          content(question, choices.getJsonObject(0)),
          provider,
          Objects.requireNonNullElse(body.getString("model"), ""),
          tokens(body, "prompt_tokens"),
          tokens(body, "completion_tokens"),
          requestId(body));
    } catch (ClassCastException e) {
      throw undocumented("a field has another type");
    }
  }

  private JsonObject content(Question question, JsonObject choice) {
    JsonObject message = choice.getJsonObject("message", new JsonObject());
    String refusal = message.getString("refusal");
    if (refusal != null && !refusal.isEmpty()) {
      throw bad(Kind.REFUSED, "");
    }
    // The reason for the end comes first: a cut or filtered answer can still be JSON by chance.
    String end = choice.getString("finish_reason", "stop");
    switch (end) {
      case "stop" -> {}
      case "length" -> throw bad(Kind.CUT, "limit " + question.maxTokens() + " tokens");
      case "content_filter" -> throw bad(Kind.FILTERED, "");
      default -> throw undocumented("it ended for another reason");
    }
    String content = message.getString("content");
    if (content == null) {
      throw undocumented("no content");
    }
    return parsed(question, content.strip());
  }

  private JsonObject parsed(Question question, String content) {
    if (content.startsWith("```")) {
      throw bad(Kind.FENCED, "");
    }
    JsonObject json;
    try {
      json = new JsonObject(content);
    } catch (DecodeException e) {
      throw bad(Kind.NOT_JSON, "");
    }
    SchemaCheck.violation(question.schema(), json)
        .ifPresent(
            where -> {
              throw bad(Kind.SCHEMA_VIOLATED, where);
            });
    return json;
  }

  /** The error's code, or else its type; empty when there is none or it is no plain word. */
  private String errorCode() {
    try {
      return body()
          .map(body -> body.getJsonObject("error"))
          .map(error -> Optional.ofNullable(word(error, "code")).orElse(word(error, "type")))
          .orElse("");
    } catch (ClassCastException e) {
      return "";
    }
  }

  /** Only plain words: a service's free text may quote the question. */
  private static @Nullable String word(JsonObject error, String field) {
    return error.getValue(field) instanceof String word && word.matches("[a-z0-9_]{1,64}")
        ? word
        : null;
  }

  private Optional<JsonObject> body() {
    try {
      return Optional.of(reply.body().toJsonObject());
    } catch (DecodeException | ClassCastException e) {
      return Optional.empty();
    }
  }

  private static OptionalInt tokens(JsonObject body, String field) {
    JsonObject usage = body.getJsonObject("usage");
    Integer count = usage == null ? null : usage.getInteger(field);
    return count == null ? OptionalInt.empty() : OptionalInt.of(count);
  }

  private String requestId(JsonObject body) {
    String header = reply.headers().get("x-request-id");
    return header != null ? header : Objects.requireNonNullElse(body.getString("id"), "");
  }

  private BadAnswer bad(Kind kind, String detail) {
    return new BadAnswer(provider, kind, detail);
  }

  private BadAnswer undocumented(String detail) {
    return bad(Kind.UNDOCUMENTED, detail);
  }
}
