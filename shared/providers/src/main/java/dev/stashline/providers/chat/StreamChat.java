package dev.stashline.providers.chat;

import dev.stashline.providers.HttpEdge;
import dev.stashline.providers.ProviderFailure.Never;
import dev.stashline.providers.ProviderFailure.RetryNow;
import dev.stashline.runtime.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes through Stream Chat's REST interface, as the application itself. The key is in each
 * address, as Stream wants it; so no address is logged or told in a failure. Nor is a text.
 */
public final class StreamChat implements Chat {

  private static final String CHANNEL_TYPE = "messaging";
  private static final int MOST_PEOPLE = 100;
  private static final long MAX_REPLY_BYTES = 1L << 20;

  private final HttpEdge http;
  private final InstantSource clock;
  private final StreamTokens tokens;
  private final String base;
  private final String query;
  private final Duration timeout;

  /**
   * Connects with the first call, not before.
   *
   * @throws IllegalArgumentException when no chat is set up
   */
  public StreamChat(Vertx vertx, InstantSource clock, ChatConfig config) {
    this.clock = clock;
    this.tokens = new StreamTokens(required(config.apiSecret(), "STREAM_API_SECRET"), clock);
    this.base = config.baseUrl().toString().replaceFirst("/+$", "");
    this.query = "?api_key=" + encoded(required(config.apiKey(), "STREAM_API_KEY").reveal());
    this.timeout = config.timeout();
    this.http = new HttpEdge(vertx, StreamReply.PROVIDER, config.connections(), MAX_REPLY_BYTES);
  }

  @Override
  public void people(List<Person> people) {
    for (int from = 0; from < people.size(); from += MOST_PEOPLE) {
      JsonObject users = new JsonObject();
      for (Person person : people.subList(from, Math.min(from + MOST_PEOPLE, people.size()))) {
        users.put(person.id(), user(person));
      }
      post("/users", new JsonObject().put("users", users)).part("users", clock.instant());
    }
  }

  @Override
  public void channel(Channel channel) {
    JsonObject data =
        new JsonObject()
            .put("created_by_id", channel.creatorId())
            .put("members", new JsonArray(channel.memberIds()));
    // Neither watch nor presence: they need a connection that a server does not have.
    JsonObject request = new JsonObject().put("data", data).put("state", false);
    post(path(channel.id()) + "/query", request).part("channel", clock.instant());
  }

  @Override
  public Sent send(ChatMessage message) {
    JsonObject content =
        new JsonObject()
            .put("id", message.id())
            .put("text", message.text())
            .put("user_id", message.authorId());
    StreamReply reply =
        post(path(message.channelId()) + "/message", new JsonObject().put("message", content));
    if (reply.isDuplicate()) {
      return confirmed(message);
    }
    return new Sent(id(reply.part("message", clock.instant())), false);
  }

  @Override
  public String userToken(String userId, Duration life) {
    return tokens.user(userId, life);
  }

  /** Closes the connections. */
  public Future<Void> close() {
    return http.close();
  }

  @Override
  public boolean has(ChatMessage message) {
    StreamReply reply = stored(message);
    return !reply.isNotFound() && isSame(message, reply.part("message", clock.instant()));
  }

  /** An earlier attempt's message, unless somebody else's has the same id. */
  private Sent confirmed(ChatMessage message) {
    StreamReply reply = stored(message);
    if (reply.isNotFound()) {
      throw RetryNow.outcomeUnknown(
          StreamReply.PROVIDER, "the message is there already, and cannot be found");
    }
    JsonObject there = reply.part("message", clock.instant());
    if (!isSame(message, there)) {
      throw new Never(StreamReply.PROVIDER, "the message id is that of another message");
    }
    return new Sent(id(there), true);
  }

  private StreamReply stored(ChatMessage message) {
    return new StreamReply(http.get(uri("/messages/" + encoded(message.id())), headers(), timeout));
  }

  private static boolean isSame(ChatMessage message, JsonObject there) {
    return (CHANNEL_TYPE + ":" + message.channelId()).equals(there.getValue("cid"))
        && there.getValue("user") instanceof JsonObject author
        && message.authorId().equals(author.getValue("id"));
  }

  private StreamReply post(String path, JsonObject body) {
    return new StreamReply(http.post(uri(path), headers(), body.toBuffer(), timeout));
  }

  private URI uri(String path) {
    return URI.create(base + path + query);
  }

  private Map<String, String> headers() {
    return Map.of(
        "Content-Type", "application/json",
        "Accept", "application/json",
        "Stream-Auth-Type", "jwt",
        "Authorization", tokens.server());
  }

  private static JsonObject user(Person person) {
    JsonObject user = new JsonObject().put("id", person.id());
    return person.name().isBlank() ? user : user.put("name", person.name());
  }

  private static String id(JsonObject message) {
    if (message.getValue("id") instanceof String id) {
      return id;
    }
    throw RetryNow.outcomeUnknown(StreamReply.PROVIDER, "the reply has not the documented shape");
  }

  private static String path(String channelId) {
    return "/channels/" + CHANNEL_TYPE + "/" + encoded(channelId);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Secret required(Optional<Secret> secret, String name) {
    return secret.orElseThrow(() -> new IllegalArgumentException(name + " is not set"));
  }
}
