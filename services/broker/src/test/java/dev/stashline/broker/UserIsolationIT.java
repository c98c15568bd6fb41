package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stashline.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ada has one of everything. Bob, and a read-only token of hers, try whatever the API has. */
class UserIsolationIT {
  private static final byte[] NOTHING = new byte[0];

  /** Of the whole installation, and no user's. */
  private static final String FOR_ALL = "/v2/globalParallelism";

  private BrokerFixture broker;
  private String ada;
  private String bob;
  private String looker;
  private String message;
  private EveryPath every;

  @BeforeEach
  void giveAdaOneOfEverything() {
    broker = new BrokerFixture();
    var users = Users.in(broker.pool, broker.clock, new SecureRandom());
    ada = BrokerFixture.await(users.mint("ada", false)).token();
    looker = BrokerFixture.await(users.mint("ada", true)).token();
    bob = BrokerFixture.await(users.mint("bob", false)).token();
    broker.clock.moveAhead(KnownTokens.LOOK_AGAIN);

    String to = broker.receiver.url("/ada");
    message = id(as(ada, "POST", "/v2/publish/" + to, "Upstash-Delay: 1h", "Upstash-Label: ada"));
    as(ada, "POST", "/v2/enqueue/ada-line/" + to, "Upstash-Delay: 1h");
    as(
        ada,
        "POST",
        "/v2/schedules/" + to,
        "Upstash-Cron: 0 0 1 1 *",
        "Upstash-Schedule-Id: ada-schedule");
    as(ada, "POST", "/v2/topics/ada-group/endpoints", "{\"endpoints\":[{\"url\":\"" + to + "\"}]}");
    as(
        ada,
        "POST",
        "/v2/publish/" + to,
        "Upstash-Delay: 1h",
        "Upstash-Flow-Control-Key: ada-key",
        "Upstash-Flow-Control-Value: rate=10, parallelism=3");
    as(ada, "POST", "/v2/batch", EveryPath.step(to, "wfr_ada", true));
    broker.next();
    as(ada, "POST", "/v2/wait/ada-event", EveryPath.wait(to, "wfr_ada"));
    broker.receiver.reply(Receiver.Reply.of(500, "ada's receiver is broken"));
    as(ada, "POST", "/v2/publish/" + to, "Upstash-Retries: 0");
    as(ada, "POST", "/v2/batch", EveryPath.step(to, "wfr_ada-failed", true));
    every =
        new EveryPath(
            broker.receiver.url(""),
            message,
            firstLetter("/v2/dlq"),
            firstLetter("/v2/workflows/dlq"));
    broker.receiver.reply(Receiver.Reply.of(200, "ok"));
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private String firstLetter(String path) {
    return Await.value(
            "a letter in " + path,
            Duration.ofSeconds(10),
            () -> broker.call(ada, "GET", path, NOTHING).json().path("messages"),
            letters -> letters.size() == 1)
        .path(0)
        .path("dlqId")
        .asText();
  }

  /** Ada's own, which must go well. */
  private BrokerFixture.Answer as(String token, String method, String path, String... more) {
    var answer = broker.call(token, method, path, body(more), headers(more));
    assertThat(answer.status()).as(method + " " + path + " " + answer.text()).isBetween(200, 299);
    return answer;
  }

  private static String id(BrokerFixture.Answer answer) {
    return answer.messageId();
  }

  private static byte[] body(String... more) {
    for (String each : more) {
      if (each.startsWith("{") || each.startsWith("[")) {
        return each.getBytes(UTF_8);
      }
    }
    return NOTHING;
  }

  private static String[] headers(String... more) {
    var headers = new ArrayList<String>();
    for (String each : more) {
      if (!each.startsWith("{") && !each.startsWith("[")) {
        headers.addAll(List.of(each.split(": ", 2)));
      }
    }
    return headers.toArray(String[]::new);
  }

  /** What is seen by all paths, without what changes by itself. */
  private Map<String, JsonNode> seen(String token) {
    var seen = new LinkedHashMap<String, JsonNode>();
    for (String path : every.looks()) {
      var json = as(token, "GET", path).json();
      json.findParents("recent").forEach(parent -> ((ObjectNode) parent).remove("recent"));
      seen.put(path, json);
    }
    return seen;
  }

  private static JsonNode at(Map<String, JsonNode> seen, String path) {
    return Objects.requireNonNull(seen.get(path), path);
  }

  private BrokerFixture.Answer touch(String token, EveryPath.Touch touch) {
    return broker.call(
        token, touch.method(), touch.path(), body(touch.more()), headers(touch.more()));
  }

  @Test
  void another_user_sees_nothing_and_changes_nothing_of_it() {
    var before = seen(ada);
    var soft = new SoftAssertions();
    String[] hers = {
      "ada", message, broker.receiver.url(""), at(before, "/v2/keys").path("current").asText()
    };
    for (String path : every.looks()) {
      var answer = broker.call(bob, "GET", path, NOTHING);
      if (answer.status() != 404) {
        soft.assertThat(answer.status()).as(path).isEqualTo(200);
        soft.assertThat(answer.text()).as(path).doesNotContain(hers);
        soft.assertThat(answer.json()).as("Ada's " + path).isNotEqualTo(at(before, path));
      }
    }
    for (EveryPath.Touch touch : every.touches()) {
      var answer = touch(bob, touch);
      soft.assertThat(answer.status()).as(touch + " " + answer.text()).isNotIn(401, 403, 405, 503);
      soft.assertThat(answer.text()).as("" + touch).doesNotContain("no such endpoint");
    }
    seen(ada)
        .forEach(
            (path, now) -> soft.assertThat(now).as("still " + path).isEqualTo(at(before, path)));
    soft.assertAll();
  }

  @Test
  void a_read_only_token_sees_all_and_is_answered_403_for_whatever_changes_something() {
    var before = seen(ada);
    assertThat(seen(looker)).isEqualTo(before);
    var soft = new SoftAssertions();
    for (EveryPath.Touch touch : every.touches()) {
      var answer = touch(looker, touch);
      soft.assertThat(answer.status()).as(touch + " " + answer.text()).isEqualTo(403);
      soft.assertThat(answer.json().path("error").asText()).contains("read-only");
    }
    for (String method : List.of("POST", "PUT", "PATCH", "DELETE", "OPTIONS")) {
      for (String path : every.looks()) {
        soft.assertThat(broker.call(looker, method, path, NOTHING).status())
            .as(method + " " + path)
            .isEqualTo(403);
      }
    }
    soft.assertThat(seen(ada)).isEqualTo(before);
    soft.assertAll();
  }

  @Test
  void her_own_full_token_could_do_all_of_it() {
    var before = seen(ada);
    for (EveryPath.Touch touch : every.touches()) {
      assertThat(touch(ada, touch).status()).as("" + touch).isNotIn(401, 403, 405, 503);
    }
    // Until what has ended is shown no more.
    broker.clock.moveAhead(Duration.ofMinutes(1));
    var soft = new SoftAssertions();
    for (String path : every.looks()) {
      if (!path.contains("/events")
          && !path.contains("/logs")
          && !path.contains("/endpointHealth")) {
        soft.assertThat(broker.call(ada, "GET", path, NOTHING).text())
            .as(path)
            .isNotEqualTo(at(before, path).toString());
      }
    }
    soft.assertAll();
  }

  @Test
  void the_tables_above_have_every_path_of_the_API() throws IOException {
    var known = new TreeSet<String>(every.looks());
    every.touches().forEach(touch -> known.add(touch.path()));
    known.add(FOR_ALL);
    // Says whether the broker takes requests, the same to everybody.
    known.add("/v2/readiness");
    var missing = new TreeSet<String>();
    var written = Pattern.compile("\"(/v2/[A-Za-z/]+)");
    try (var files = Files.list(Path.of("src/main/java/dev/stashline/broker"))) {
      for (Path file : files.filter(f -> f.toString().endsWith("Api.java")).toList()) {
        var path = written.matcher(Files.readString(file));
        while (path.find()) {
          if (known.stream().noneMatch(k -> k.startsWith(path.group(1)))
              && !path.group(1).equals(EventApi.HOOKS)) {
            missing.add(path.group(1));
          }
        }
      }
    }
    assertThat(known).hasSizeGreaterThan(40);
    assertThat(missing).isEmpty();
  }
}
