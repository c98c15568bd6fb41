package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Names for several URLs. */
class UrlGroupIT {
  private static final byte[] NOTHING = new byte[0];

  private BrokerFixture broker;

  @BeforeEach
  void start() {
    broker = new BrokerFixture(Map.of("BROKER_MAX_URL_GROUPS", "2", "BROKER_MAX_ENDPOINTS", "3"));
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private int add(String group, String endpoints) {
    return broker
        .call(
            "POST",
            "/v2/topics/" + group + "/endpoints",
            ("{\"endpoints\":[" + endpoints + "]}").getBytes(UTF_8))
        .status();
  }

  private String endpoint(String path, String name) {
    return "{\"url\":\""
        + broker.receiver.url(path)
        + "\""
        + (name.isEmpty() ? "" : ",\"name\":\"" + name + "\"")
        + "}";
  }

  private int delete(String path, String body) {
    return broker.call("DELETE", path, body.getBytes(UTF_8)).status();
  }

  @Test
  void a_publish_goes_to_each_endpoint_as_a_message_of_its_own() {
    assertThat(add("news", endpoint("/a", "first") + "," + endpoint("/b", ""))).isEqualTo(200);

    var answer =
        broker.call("POST", "/v2/publish/news", "hello".getBytes(UTF_8), "Upstash-Retries", "0");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().valueStream().map(one -> one.path("url").asText()))
        .containsExactly(broker.receiver.url("/a"), broker.receiver.url("/b"));
    assertThat(answer.json().get(0).path("messageId"))
        .isNotEqualTo(answer.json().get(1).path("messageId"));
    var received = List.of(broker.receiver.next(), broker.receiver.next());
    assertThat(received).extracting(r -> r.uri()).containsExactlyInAnyOrder("/a", "/b");
    assertThat(received).allMatch(r -> r.header("Upstash-Topic-Name").equals("news"));
    var message =
        broker.get("/v2/messages/" + answer.json().get(0).path("messageId").asText()).json();
    assertThat(message.path("topicName").asText()).isEqualTo("news");
    assertThat(message.path("endpointName").asText()).isEqualTo("first");
  }

  @Test
  void each_endpoint_gets_the_whole_body() {
    add("news", endpoint("/a", "") + "," + endpoint("/b", "") + "," + endpoint("/c", ""));
    byte[] body = "news".repeat(20_000).getBytes(UTF_8);
    assertThat(broker.call("POST", "/v2/publish/news", body).status()).isEqualTo(200);
    for (int i = 0; i < 3; i++) {
      assertThat(broker.receiver.next().body()).isEqualTo(body);
    }
  }

  @Test
  void the_group_shows_its_endpoints_and_a_name_only_where_there_is_one() {
    add("news", endpoint("/a", "first") + "," + endpoint("/b", ""));

    JsonNode group = broker.get("/v2/topics/news").json();

    assertThat(group.path("name").asText()).isEqualTo("news");
    assertThat(group.path("createdAt").asLong()).isPositive();
    assertThat(group.path("endpoints").get(0).toString())
        .isEqualTo("{\"url\":\"" + broker.receiver.url("/a") + "\",\"name\":\"first\"}");
    assertThat(group.path("endpoints").get(1).has("name")).isFalse();
    assertThat(broker.get("/v2/topics").json()).hasSize(1);
  }

  @Test
  void removing_the_last_endpoint_removes_the_group_and_an_unknown_group_is_not_found() {
    add("news", endpoint("/a", "first") + "," + endpoint("/b", ""));

    assertThat(delete("/v2/topics/news/endpoints", "{\"endpoints\":[{\"name\":\"first\"}]}"))
        .isEqualTo(200);
    assertThat(broker.get("/v2/topics/news").json().path("endpoints")).hasSize(1);
    assertThat(delete("/v2/topics/news/endpoints", "{\"endpoints\":[" + endpoint("/b", "") + "]}"))
        .isEqualTo(200);
    assertThat(broker.get("/v2/topics/news").status()).isEqualTo(404);
    assertThat(delete("/v2/topics/news/endpoints", "{\"endpoints\":[{\"name\":\"first\"}]}"))
        .isEqualTo(404);
    assertThat(broker.call("POST", "/v2/publish/news", NOTHING).status()).isEqualTo(404);
    assertThat(delete("/v2/topics/never", "")).as("deleting twice is no error").isEqualTo(200);
  }

  @Test
  void default_headers_apply_to_each_publish_unless_it_brings_its_own() {
    add("news", endpoint("/a", ""));
    var patched =
        broker.call(
            "PATCH",
            "/v2/topics/news",
            "{\"headers\":{\"Upstash-Retries\":\"7\",\"Upstash-Forward-Team\":[\"red\"]}}"
                .getBytes(UTF_8));
    assertThat(patched.status()).isEqualTo(200);

    String byDefault =
        broker.call("POST", "/v2/publish/news", NOTHING).json().get(0).path("messageId").asText();
    assertThat(broker.receiver.next().header("Team")).isEqualTo("red");
    String own =
        broker
            .call(
                "POST",
                "/v2/publish/news",
                NOTHING,
                "Upstash-Retries",
                "1",
                "Upstash-Forward-Team",
                "blue")
            .json()
            .get(0)
            .path("messageId")
            .asText();
    assertThat(broker.receiver.next().header("Team")).isEqualTo("blue");
    assertThat(broker.get("/v2/messages/" + byDefault).json().path("maxRetries").asInt())
        .isEqualTo(7);
    assertThat(broker.get("/v2/messages/" + own).json().path("maxRetries").asInt()).isEqualTo(1);
  }

  @Test
  void each_endpoint_has_its_own_duplicates() {
    add("news", endpoint("/a", ""));
    broker.call("POST", "/v2/publish/news", NOTHING, "Upstash-Deduplication-Id", "once");
    add("news", endpoint("/b", ""));

    var answer =
        broker.call("POST", "/v2/publish/news", NOTHING, "Upstash-Deduplication-Id", "once");

    assertThat(answer.json().get(0).path("deduplicated").asBoolean()).isTrue();
    assertThat(answer.json().get(1).has("deduplicated")).isFalse();
  }

  @Test
  void two_groups_that_share_a_url_have_duplicates_of_their_own() {
    add("news", endpoint("/a", ""));
    add("more", endpoint("/a", ""));
    for (String header :
        List.of("Upstash-Deduplication-Id", "Upstash-Content-Based-Deduplication")) {
      for (String group : List.of("news", "more")) {
        var answer = broker.call("POST", "/v2/publish/" + group, NOTHING, header, "true");
        assertThat(answer.json().get(0).has("deduplicated")).as(header + " " + group).isFalse();
      }
    }
  }

  @Test
  void a_batch_mixes_groups_and_urls() {
    add("news", endpoint("/a", "") + "," + endpoint("/b", ""));

    var answer =
        broker.call(
            "POST",
            "/v2/batch",
            ("[{\"destination\":\"news\"},{\"destination\":\""
                    + broker.receiver.url("/c")
                    + "\"},{\"destination\":\"none\"}]")
                .getBytes(UTF_8));

    assertThat(answer.json().get(0)).hasSize(2);
    assertThat(answer.json().get(1).path("messageId").asText()).startsWith("msg_");
    assertThat(answer.json().get(2).path("error").asText()).contains("none");
  }

  @Test
  void another_user_neither_sees_nor_reaches_a_group() {
    add("news", endpoint("/a", ""));
    String other = BrokerFixture.OTHER.token();

    assertThat(broker.call(other, "GET", "/v2/topics", NOTHING).json()).isEmpty();
    assertThat(broker.call(other, "GET", "/v2/topics/news", NOTHING).status()).isEqualTo(404);
    assertThat(broker.call(other, "POST", "/v2/publish/news", NOTHING).status()).isEqualTo(404);
    broker.call(other, "DELETE", "/v2/topics/news", NOTHING);
    assertThat(broker.get("/v2/topics/news").status()).isEqualTo(200);
  }

  @Test
  void wrong_input_is_refused_and_the_limits_hold() {
    assertThat(add("bad%20name", endpoint("/a", ""))).isEqualTo(400);
    assertThat(add("news", "{\"url\":\"ftp://x\"}")).isEqualTo(400);
    assertThat(add("news", "{}")).isEqualTo(400);
    assertThat(add("news", "")).isEqualTo(400);
    assertThat(broker.call("POST", "/v2/topics/news/endpoints", "[".getBytes(UTF_8)).status())
        .isEqualTo(400);
    assertThat(broker.get("/v2/topics").json()).as("nothing half-made").isEmpty();
    add("one", endpoint("/a", ""));
    add("two", endpoint("/a", ""));
    assertThat(add("three", endpoint("/a", ""))).isEqualTo(412);
    assertThat(add("two", endpoint("/b", "") + "," + endpoint("/c", "") + "," + endpoint("/d", "")))
        .isEqualTo(412);
    assertThat(broker.get("/v2/topics/two").json().path("endpoints")).hasSize(1);
    assertThat(
            broker
                .call(
                    "PATCH",
                    "/v2/topics/two",
                    "{\"headers\":{\"Upstash-Retries\":\"many\"}}".getBytes(UTF_8))
                .status())
        .isEqualTo(400);
  }
}
