package dev.stashline.standins;

import static dev.stashline.standins.StreamCaller.SECRET;
import static dev.stashline.standins.StreamCaller.json;
import static dev.stashline.standins.StreamCaller.message;
import static dev.stashline.standins.StreamCaller.token;
import static dev.stashline.standins.StreamCaller.users;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documented service refuses, the chat stand-in refuses. */
class StreamRefusalIT {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final JsonObject SERVER =
      new JsonObject().put("server", true).put("iat", NOON.getEpochSecond() - 5);

  private final Vertx vertx = Vertx.vertx();
  private StreamStandin standin;
  private StreamCaller caller;

  @BeforeEach
  void open() {
    standin = StreamStandin.start(vertx, () -> NOON, 0, StreamCaller.KEY, SECRET);
    caller = new StreamCaller(standin, NOON.getEpochSecond() - 5);
  }

  @AfterEach
  void close() {
    caller.close();
    standin.close();
    vertx.close().await();
  }

  static Stream<Arguments> badCredentials() {
    String good = token(SECRET, SERVER);
    return Stream.of(
        Arguments.of("no key", "", "jwt", good, 401, 2),
        Arguments.of("another key", "?api_key=other", "jwt", good, 401, 2),
        Arguments.of("no type", "?api_key=key", "anonymous", good, 401, 5),
        Arguments.of("a prefix", "?api_key=key", "jwt", "Bearer " + good, 401, 5),
        Arguments.of("another secret", "?api_key=key", "jwt", token("other", SERVER), 401, 43),
        Arguments.of("no token at all", "?api_key=key", "jwt", "abc", 401, 43),
        Arguments.of(
            "issued in the future",
            "?api_key=key",
            "jwt",
            token(SECRET, SERVER.copy().put("iat", NOON.getEpochSecond() + 60)),
            401,
            42),
        Arguments.of(
            "expired",
            "?api_key=key",
            "jwt",
            token(SECRET, SERVER.copy().put("exp", NOON.getEpochSecond())),
            401,
            40),
        Arguments.of(
            "not valid yet",
            "?api_key=key",
            "jwt",
            token(SECRET, SERVER.copy().put("nbf", NOON.getEpochSecond() + 60)),
            401,
            41),
        Arguments.of(
            "a user's token",
            "?api_key=key",
            "jwt",
            token(SECRET, new JsonObject().put("user_id", "client")),
            403,
            17));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badCredentials")
  void bad_credentials_are_refused(
      String name, String query, String type, String token, int status, int code) throws Exception {
    HttpResponse<String> answer =
        caller.exchange(
            caller
                .plain("/messages/m-1" + query)
                .header("Stream-Auth-Type", type)
                .header("Authorization", token));

    assertThat(json(answer, status).getInteger("code")).isEqualTo(code);
    assertThat(standin.calls()).as("only calls with good credentials count").isZero();
  }

  static Stream<Arguments> badCalls() {
    JsonObject pair =
        new JsonObject()
            .put("created_by_id", "coach")
            .put("members", new JsonArray().add("coach").add("client"));
    JsonObject query = new JsonObject().put("data", pair);
    return Stream.of(
        Arguments.of("/users", new JsonObject(), 400, 4, "users"),
        Arguments.of("/users", users(101), 400, 4, "maximum 100"),
        Arguments.of("/users", users("co ach"), 400, 4, "not valid"),
        Arguments.of("/channels/messaging/a%3Ab/query", query, 400, 4, "the : character"),
        Arguments.of("/channels/messaging/messaging_a/query", query, 400, 4, "repeat"),
        Arguments.of("/channels/messaging/" + "a".repeat(65) + "/query", query, 400, 4, "64"),
        Arguments.of("/channels/messaging/a/query", new JsonObject(), 400, 4, "created_by_id"),
        Arguments.of(
            "/channels/messaging/a/query", query.copy().put("watch", true), 400, 4, "websocket"),
        Arguments.of(
            "/channels/messaging/a/query",
            new JsonObject().put("data", pair.copy().put("created_by_id", "nobody")),
            400,
            4,
            "don't exist: [nobody]"),
        Arguments.of(
            "/channels/messaging/none/message",
            message("m", "coach", "x"),
            404,
            16,
            "Can't find channel with id messaging:none"),
        Arguments.of(
            "/channels/messaging/pair-1/message", message("m", "nobody", "x"), 400, 4, "nobody"),
        Arguments.of(
            "/channels/messaging/pair-1/message", message("m", "", "x"), 400, 4, "user_id"),
        Arguments.of(
            "/channels/messaging/pair-1/message", message("m", "coach", ""), 400, 4, "text"),
        Arguments.of(
            "/channels/messaging/pair-1/message",
            message("m".repeat(256), "coach", "x"),
            400,
            4,
            "255"),
        Arguments.of(
            "/channels/messaging/pair-1/message",
            message("m", "coach", "x".repeat(5_001)),
            400,
            20,
            "too long"));
  }

  @ParameterizedTest(name = "{0} {4}")
  @MethodSource("badCalls")
  void bad_calls_are_refused(String path, JsonObject body, int status, int code, String why)
      throws Exception {
    caller.openChannel("pair-1", "coach", "client");

    JsonObject refusal = json(caller.post(path, body), status);

    assertThat(refusal.getInteger("code")).isEqualTo(code);
    assertThat(refusal.getInteger("StatusCode")).isEqualTo(status);
    assertThat(refusal.getString("message")).contains(why);
    assertThat(standin.messages()).isEmpty();
  }

  @Test
  void a_users_token_is_known_by_its_user() {
    String users = token(SECRET, new JsonObject().put("user_id", "client"));

    assertThat(standin.userOf(users)).hasValue("client");
    assertThat(standin.userOf(token(SECRET, SERVER))).isEmpty();
    assertThat(standin.userOf(token("other", new JsonObject().put("user_id", "client")))).isEmpty();
    standin.changeCredentials("key", "other");
    assertThat(standin.userOf(users)).isEmpty();
  }
}
