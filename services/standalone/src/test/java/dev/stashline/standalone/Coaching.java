package dev.stashline.standalone;

import static dev.stashline.standalone.TestSystem.require;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stashline.providers.chat.ChannelIds;
import dev.stashline.runtime.Json;
import dev.stashline.testkit.Await;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** One coach's work with messages, by the REST operations. */
final class Coaching {
  final String coach;
  private final TestSystem system;
  private final String[] headers;

  /**
   * @param headers of each request, such as a bearer token
   */
  Coaching(TestSystem system, String coach, String... headers) {
    this.system = system;
    this.coach = coach;
    this.headers = headers;
  }

  // -- clients

  /** Assigns {@code prefix-01}, {@code prefix-02} and so on; answers their ids. */
  List<String> clients(String prefix, int count) {
    var ids =
        IntStream.rangeClosed(1, count).mapToObj(n -> "%s-%02d".formatted(prefix, n)).toList();
    ids.forEach(id -> require(client(id, Map.of("name", "Client " + id)), 200));
    return ids;
  }

  HttpResponse<String> client(String id, Map<String, ?> fields) {
    return send("PUT", "/api/clients/" + id, Json.write(fields));
  }

  void unassign(String id) {
    require(send("DELETE", "/api/clients/" + id, ""), 200);
  }

  // -- messages

  /** A message that comes once, at an instant. */
  ObjectNode once(Instant at, String content) {
    return message(content)
        .put("scheduleType", "once")
        .put("startDate", at.atZone(ZoneOffset.UTC).toLocalDate().toString())
        .put("startTime", at.atZone(ZoneOffset.UTC).toLocalTime().toString());
  }

  /** An instant that lies ahead, for {@link #pass}. */
  Instant soon() {
    return system.clock.instant().plus(Duration.ofMinutes(5));
  }

  /** Creates a message for soon, lets its time pass and waits for the status; answers its id. */
  String sent(String content, String status) {
    var at = soon();
    String id = create(once(at, content));
    pass(at);
    await(id, status);
    return id;
  }

  /** A message without a schedule. */
  ObjectNode message(String content) {
    return Json.mapper().createObjectNode().put("content", content).put("coachId", coach);
  }

  String create(JsonNode message) {
    var made = post("/api/messages", message.toString());
    require(made, 201);
    return Json.tree(made.body()).path("id").asText();
  }

  JsonNode act(String id, String verb) {
    var done = post("/api/messages/" + id + "/" + verb, "");
    require(done, 200);
    return Json.tree(done.body());
  }

  JsonNode edit(String id, Map<String, ?> change) {
    var done = send("PATCH", "/api/messages/" + id, Json.write(change));
    require(done, 200);
    return Json.tree(done.body());
  }

  JsonNode show(String id) {
    return json("/api/messages/" + id);
  }

  /** The message once it has the status. */
  JsonNode await(String id, String status) {
    return await(id, "status " + status, m -> m.path("status").asText().equals(status));
  }

  /** As {@link #await(String, String)}; back-offs are passed by moving the clock. */
  JsonNode await(String id, String what, Predicate<JsonNode> wanted) {
    return Await.value(
        "message " + id + ": " + what,
        TestSystem.SOON,
        () -> {
          system.passBackOff("messages");
          passHold();
          return show(id);
        },
        wanted);
  }

  /** Moves the clock to the end of a pause that the chat asked for. */
  private void passHold() {
    String reopens =
        system.rows.text(
            "select min(run_at) from jobs.job where kind = 'messages.reopen' and state = 'pending'"
                + " and not exists (select from jobs.job where state = 'running')");
    if (!reopens.equals("null")) {
      pass(java.sql.Timestamp.valueOf(reopens.replaceFirst("[+-]\\d\\d$", "")).toInstant());
    }
  }

  JsonNode occurrences(String id) {
    return json("/api/messages/" + id + "/occurrences").path("items");
  }

  JsonNode deliveries(String id) {
    return json("/api/messages/" + id + "/deliveries?limit=200").path("items");
  }

  /** The clients whose delivery is in this state. */
  List<String> clientsWith(String id, String status) {
    return deliveries(id)
        .valueStream()
        .filter(d -> d.path("status").asText().equals(status))
        .map(d -> d.path("userId").asText())
        .sorted()
        .toList();
  }

  JsonNode json(String path) {
    var answer = get(path);
    require(answer, 200);
    return Json.tree(answer.body());
  }

  // -- the chat

  /** What a client has got in the channel with the coach, oldest first. */
  List<String> inbox(String client) {
    return system.chat.messages(ChannelIds.of(coach, client)).stream()
        .map(dev.stashline.standins.StreamMessage::text)
        .toList();
  }

  // -- requests

  HttpResponse<String> get(String path) {
    return system.get(named(path), headers);
  }

  HttpResponse<String> post(String path, String json) {
    return system.post(named(path), json, headers);
  }

  HttpResponse<String> send(String method, String path, String json) {
    return system.send(
        TestSystem.request(system.url(named(path)), headers)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(json))
            .build());
  }

  private String named(String path) {
    return path + (path.contains("?") ? "&" : "?") + "coachId=" + coach;
  }

  /** Moves the clock past an instant. */
  void pass(Instant at) {
    var ahead = Duration.between(system.clock.instant(), at).plusMillis(1);
    if (ahead.isPositive()) {
      system.moveClock(ahead);
    }
  }
}
