package dev.stashline.standins;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.impl.jose.JWK;
import io.vertx.ext.auth.impl.jose.JWT;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.IntStream;

/** A caller of the chat stand-in that owes nothing to our own adapter. */
final class StreamCaller implements AutoCloseable {

  static final String KEY = "key";
  static final String SECRET = "a-secret-of-some-length";

  private final HttpClient http = HttpClient.newHttpClient();
  private final StreamStandin standin;
  private final String token;

  /** Calls with good credentials, its token being issued at this unix second. */
  StreamCaller(StreamStandin standin, long issuedAt) {
    this.standin = standin;
    this.token = token(SECRET, new JsonObject().put("server", true).put("iat", issuedAt));
  }

  void openChannel(String channel, String coach, String client) throws Exception {
    json(post("/users", users(coach, client)), 201);
    JsonObject data =
        new JsonObject()
            .put("created_by_id", coach)
            .put("members", new JsonArray().add(coach).add(client));
    json(
        post("/channels/messaging/" + channel + "/query", new JsonObject().put("data", data)), 201);
    assertThat(standin.members(channel)).containsExactlyInAnyOrder(coach, client);
  }

  HttpResponse<String> send(String channel, String id, String author, String text)
      throws Exception {
    return post("/channels/messaging/" + channel + "/message", message(id, author, text));
  }

  HttpResponse<String> post(String path, JsonObject body) throws Exception {
    return exchange(
        signed(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.encode())));
  }

  HttpResponse<String> get(String path) throws Exception {
    return exchange(signed(path));
  }

  /** A request as a browser or curl sends it, without credentials. */
  HttpRequest.Builder plain(String path) {
    return HttpRequest.newBuilder(URI.create(standin.baseUrl() + path));
  }

  HttpResponse<String> exchange(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    http.close();
  }

  private HttpRequest.Builder signed(String path) {
    return plain(path + (path.contains("?") ? "&" : "?") + "api_key=" + KEY)
        .header("Stream-Auth-Type", "jwt")
        .header("Authorization", token);
  }

  static JsonObject message(String id, String author, String text) {
    return new JsonObject()
        .put("message", new JsonObject().put("id", id).put("user_id", author).put("text", text));
  }

  static JsonObject users(int count) {
    return users(IntStream.range(0, count).mapToObj(i -> "u" + i).toArray(String[]::new));
  }

  static JsonObject users(String... ids) {
    JsonObject users = new JsonObject();
    for (String id : ids) {
      users.put(id, new JsonObject().put("id", id).put("name", "Ms " + id));
    }
    return new JsonObject().put("users", users);
  }

  static String token(String secret, JsonObject claims) {
    var key = new JWK(new PubSecKeyOptions().setAlgorithm("HS256").setBuffer(secret));
    return new JWT()
        .addJWK(key)
        .sign(claims.copy(), new JWTOptions().setAlgorithm("HS256").setNoTimestamp(true));
  }

  static JsonObject json(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return new JsonObject(answer.body());
  }
}
