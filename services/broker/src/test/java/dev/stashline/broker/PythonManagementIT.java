package dev.stashline.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.testkit.Await;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Queues, groups, schedules and keys by requests of the official Python client. */
class PythonManagementIT {
  private BrokerFixture broker;
  private PythonRequests python;

  @BeforeEach
  void start() {
    broker = new BrokerFixture();
    python = new PythonRequests(broker);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  @Test
  void queues_and_groups() {
    assertThat(
            python
                .json(
                    "POST",
                    "/v2/queues",
                    "{\"queueName\": \"q\", \"parallelism\": 2, \"paused\": false}")
                .status())
        .isEqualTo(200);
    assertThat(python.get("/v2/queues").path(0).fieldNames())
        .toIterable()
        .contains("name", "parallelism", "createdAt", "updatedAt", "lag", "paused");
    for (String verb : List.of("/pause", "/resume")) {
      assertThat(python.request("POST", "/v2/queues/q" + verb).status()).isEqualTo(200);
    }
    assertThat(python.request("DELETE", "/v2/queues/q").status()).isEqualTo(200);
    assertThat(python.request("DELETE", "/v2/topics/g").status()).isEqualTo(200);
    String url = broker.receiver.url("/g");
    python.json("POST", "/v2/topics/g/endpoints", "{\"endpoints\": [{\"url\": \"" + url + "\"}]}");
    assertThat(python.get("/v2/topics/g").path("endpoints").path(0).has("name")).isFalse();
    var answer = python.request("POST", "/v2/publish/g", "x", "").json();
    assertThat(answer.isArray()).isTrue();
    assertThat(answer.path(0).path("url").asText()).isEqualTo(url);
    python.json(
        "DELETE", "/v2/topics/g/endpoints", "{\"endpoints\": [{\"url\": \"" + url + "\"}]}");
    assertThat(python.get("/v2/topics")).isEmpty();
  }

  @Test
  void schedules() {
    String id =
        python
            .request(
                "POST",
                "/v2/schedules/https://example.com",
                "{\"k\": 1}",
                "Upstash-Cron: 1 1 1 1 1\nContent-Type: application/json\nUpstash-Delay: 10s")
            .json()
            .path("scheduleId")
            .asText();
    assertThat(python.get("/v2/schedules/" + id).fieldNames())
        .toIterable()
        .contains(
            "scheduleId", "destination", "cron", "createdAt", "method", "retries", "isPaused");
    assertThat(python.get("/v2/schedules/" + id).path("delay").asInt()).isEqualTo(10);
    for (boolean paused : new boolean[] {true, false}) {
      String verb = paused ? "/pause" : "/resume";
      assertThat(python.request("PATCH", "/v2/schedules/" + id + verb).status()).isEqualTo(200);
      assertThat(python.get("/v2/schedules/" + id).path("isPaused").asBoolean()).isEqualTo(paused);
    }
    assertThat(python.request("DELETE", "/v2/schedules/" + id).status()).isEqualTo(200);
    assertThat(python.get("/v2/schedules")).isEmpty();
  }

  @Test
  void a_reset_at_once_after_a_publish_leaves_no_count() {
    broker.receiver.hang();
    String id =
        python.publish(
            "/hang",
            "",
            "Upstash-Flow-Control-Key: key\n"
                + "Upstash-Flow-Control-Value: parallelism=5, rate=10, period=1m");
    assertThat(python.request("POST", "/v2/flowControl/key/resetRate").status()).isEqualTo(200);
    broker.next();
    assertThat(python.get("/v2/flowControl/key").path("rateCount").asInt()).isZero();
    assertThat(python.get("/v2/flowControl?search=key").path(0).path("parallelismCount").asInt())
        .isOne();
    python.request("POST", "/v2/flowControl/key/pin?parallelism=2&rate=3&period=60");
    python.request("POST", "/v2/flowControl/key/unpin?parallelism=true&rate=false");
    var key = python.get("/v2/flowControl/key");
    assertThat(key.path("isPinnedParallelism").asBoolean()).isFalse();
    assertThat(key.path("isPinnedRate").asBoolean()).isTrue();
    python.request("DELETE", "/v2/messages/" + id);
    python.request("POST", "/v2/flowControl/key/reset");
    Await.until(
        "the end of the cancelled attempt",
        Duration.ofSeconds(10),
        () -> python.get("/v2/flowControl/key").path("parallelismCount").asInt() == 0);
    assertThat(python.get("/v2/globalParallelism").fieldNames())
        .toIterable()
        .contains("parallelismMax", "parallelismCount");
  }

  @Test
  void it_is_ready_also_below_a_base_URL_with_a_slash() {
    assertThat(python.get("/v2/readiness").path("ready").asBoolean()).isTrue();
    assertThat(python.get("//v2/readiness").path("ready").asBoolean()).isTrue();
    assertThat(broker.call("", "GET", "/v2/readiness", new byte[0]).status()).isEqualTo(401);
  }
}
