package dev.stashline.providers.chat;

import dev.stashline.providers.HttpEdge;
import dev.stashline.providers.ProviderFailure;
import dev.stashline.providers.ProviderFailure.NeedsPerson;
import dev.stashline.providers.ProviderFailure.Never;
import dev.stashline.providers.ProviderFailure.RetryLater;
import dev.stashline.providers.ProviderFailure.RetryNow;
import dev.stashline.providers.RetryAfter;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * One reply of Stream Chat, and what it means. Failures tell the HTTP status and Stream's code.
 *
 * <pre>
 *   2xx                       what was asked for; without it, the outcome is unknown
 *   401  code 41, 42          a person: the clock of this machine
 *        otherwise            a person: the key and the secret
 *   403  code 60              again: the channel is slowed down
 *        otherwise            a person: not allowed, or the application is suspended
 *   404  without a code       a person: STREAM_BASE_URL
 *   3xx                       a person: STREAM_BASE_URL (redirects are not followed)
 *   429                       later, as Retry-After or X-RateLimit-Reset says; else again
 *   408, 5xx                  later if Retry-After says so; else again, the outcome being unknown
 *   other 4xx                 never: input, too long, too big, not found
 * </pre>
 */
final class StreamReply {

  static final String PROVIDER = "stream";

  private static final int NONE = 0;
  private static final int INPUT = 4;
  private static final int NOT_YET_VALID = 41;
  private static final int ISSUED_IN_FUTURE = 42;
  private static final int COOLDOWN = 60;

  /** A reset that has just passed, by a clock that differs, must not make us ask at once. */
  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

  private final HttpEdge.Reply reply;
  private final JsonObject body;

  StreamReply(HttpEdge.Reply reply) {
    this.reply = reply;
    this.body = read(reply);
  }

  boolean isSuccess() {
    return reply.status() >= 200 && reply.status() < 300;
  }

  /** Whether a message was refused because one with its id is there. */
  boolean isDuplicate() {
    return reply.status() == 400 && code() == INPUT && text("message").contains("already exists");
  }

  boolean isNotFound() {
    return reply.status() == 404 && code() != NONE;
  }

  /**
   * The part of the answer that shows that it was done.
   *
   * @throws ProviderFailure when this is an error, or no such answer
   */
  JsonObject part(String field, Instant now) {
    if (!isSuccess()) {
      throw failure(now);
    }
    if (body.getValue(field) instanceof JsonObject part) {
      return part;
    }
    throw RetryNow.outcomeUnknown(PROVIDER, "the reply has not the documented shape");
  }

  private ProviderFailure failure(Instant now) {
    int status = reply.status();
    String told = "status " + status + (code() == NONE ? "" : ", code " + code());
    if (status < 400 || (status == 404 && code() == NONE)) {
      return person("this is not Stream Chat", told, "check STREAM_BASE_URL");
    }
    if (status == 401) {
      return code() == NOT_YET_VALID || code() == ISSUED_IN_FUTURE
          ? person("the token is from the future", told, "check the clock of this machine")
          : person(
              "the credentials were refused", told, "check STREAM_API_KEY and STREAM_API_SECRET");
    }
    if (status == 403) {
      return code() == COOLDOWN
          ? RetryNow.nothingDone(PROVIDER, "the channel is slowed down (" + told + ")")
          : person("it is not allowed", told, "check the application's permissions and standing");
    }
    if (status == 429) {
      return RetryAfter.read(reply.headers(), now)
          .or(() -> RetryAfter.readInstant(reply.headers(), "X-RateLimit-Reset", now))
          .map(wait -> wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait)
          .<ProviderFailure>map(wait -> new RetryLater(PROVIDER, told, wait))
          .orElseGet(() -> RetryNow.nothingDone(PROVIDER, told));
    }
    if (status == 408 || status >= 500) {
      return RetryAfter.read(reply.headers(), now)
          .<ProviderFailure>map(wait -> new RetryLater(PROVIDER, told, wait))
          .orElseGet(() -> RetryNow.outcomeUnknown(PROVIDER, told));
    }
    return new Never(PROVIDER, reason() + " (" + told + ")");
  }

  /** In our words: Stream's own quote ids and texts. */
  private String reason() {
    String told = text("message");
    if (told.contains("don't exist")) {
      return "a person is not known to the chat";
    }
    if (told.contains("Can't find channel")) {
      return "there is no such channel";
    }
    return switch (code()) {
      case 6 -> "the name is taken";
      case 16 -> "there is no such thing";
      case 20 -> "the text is too long";
      case 22 -> "the request is too big";
      case 73 -> "moderation refused the message";
      default -> "the request was refused";
    };
  }

  private static NeedsPerson person(String what, String told, String remedy) {
    return new NeedsPerson(PROVIDER, what + " (" + told + "): " + remedy);
  }

  private int code() {
    return body.getValue("code") instanceof Number code ? code.intValue() : NONE;
  }

  private String text(String field) {
    return body.getValue(field) instanceof String text ? text : "";
  }

  /** The body; an empty one stands for what is no JSON object. */
  private static JsonObject read(HttpEdge.Reply reply) {
    try {
      return Objects.requireNonNullElseGet(reply.body().toJsonObject(), JsonObject::new);
    } catch (DecodeException | ClassCastException e) {
      return new JsonObject();
    }
  }
}
