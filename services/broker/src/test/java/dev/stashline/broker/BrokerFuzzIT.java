package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.runtime.Json;
import dev.stashline.testkit.Await;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever is sent to the API, it answers with JSON and no server error, and every message that it
 * took reaches an end. {@code -Dfuzz.seed} and {@code -Dfuzz.rounds} repeat and lengthen a run.
 */
class BrokerFuzzIT {
  private static final long SEED = Long.getLong("fuzz.seed", 20261125);
  private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 1_500);

  private static final String[] METHODS = {
    "GET", "POST", "POST", "POST", "DELETE", "PUT", "PATCH", "HEAD", "OPTIONS", "BREW"
  };
  private static final String[] PATHS = {
    "/v2/publish/http://127.0.0.1:1/",
    "/v2/publish/",
    "/v2/publish/http://127.0.0.1:1",
    "/v2/enqueue/q/http://127.0.0.1:1/",
    "/v2/enqueue/",
    "/v2/batch",
    "/v2/messages",
    "/v2/messages/",
    "/v2/messages/msg_",
    "/v2/events",
    "/v2/logs",
    "/v2/dlq",
    "/v2/dlq/",
    "/v2/dlq/retry",
    "/v2/dlq/retry/",
    "/v2/keys",
    "/v2/keys/rotate",
    "/v2/queues",
    "/v2/queues/",
    "/v2/queues/q/pause",
    "/v2/schedules",
    "/v2/schedules/",
    "/v2/schedules/http://127.0.0.1:1/",
    "/v2/topics",
    "/v2/topics/",
    "/v2/topics/g/endpoints",
    "/v2/flowControl",
    "/v2/flowControl/k",
    "/v2/globalParallelism",
    "/v2/workflows/runs",
    "/v2/workflows/runs/wfr_",
    "/v2/workflows/events",
    "/v2/wait/",
    "/v2/notify/",
    "/v2/waiters/",
    "/v2/trigger/http://127.0.0.1:1/",
    "/v2/endpointHealth",
    "/v2/endpointHealth/",
    "/v2/endpointHealth/http://127.0.0.1:1/resume",
    "/v2/",
    "/",
    "//v2//keys",
    "*",
    "http://x/v2/keys"
  };
  private static final String[] HEADERS = {
    "Delay",
    "Not-Before",
    "Retries",
    "Retry-Delay",
    "Timeout",
    "Method",
    "Label",
    "Callback",
    "Failure-Callback",
    "Callback-Retries",
    "Callback-Callback",
    "Deduplication-Id",
    "Content-Based-Deduplication",
    "Flow-Control-Key",
    "Flow-Control-Value",
    "Forward-A",
    "Forward-",
    "Forward-Content-Length",
    "Header-Forward",
    "Redact-Fields",
    "Cron",
    "Schedule-Id",
    "Queue-Name",
    "Workflow-RunId",
    "Workflow-Init",
    "Workflow-Url",
    "Feature-Set",
    ""
  };
  private static final String[] VALUES = {
    "1",
    "0",
    "-1",
    "1s",
    "10m",
    "1d10h",
    "99999999999999999999",
    "1e999",
    "NaN",
    "true",
    "null",
    "* * * * *",
    "CRON_TZ=X/Y * * * * *",
    "*/0 * * * *",
    "0 0 31 2 *",
    "1000 * (1 + retried)",
    "pow(pow(9, 9), 9) % 0",
    "((((((((((",
    "http://127.0.0.1:1/",
    "https://",
    "rate=1, parallelism=0",
    "parallelism=1,period=1s",
    "body,header[X]",
    "header[",
    "%00",
    "\u00ff\u00fe",
    "é",
    "a,b,,c",
    "\t",
    "GET"
  };
  private static final String[] PARAMS = {
    "cursor",
    "count",
    "order",
    "messageId",
    "messageIds",
    "dlqIds",
    "url",
    "label",
    "fromDate",
    "toDate",
    "state",
    "host",
    "path",
    "queueName",
    "flowControlKey",
    "callerIp",
    "responseStatus",
    "topicName",
    "upstash-delay",
    "upstash-retries",
    "qstash_token",
    "%"
  };

  @Test
  void nothing_that_is_sent_gives_a_server_error_or_a_stuck_message() throws Exception {
    var random = new Random(SEED);
    int accepted = 0;
    System.out.println("fuzz seed " + SEED + " rounds " + ROUNDS);
    try (var broker =
        new BrokerFixture(
            Map.of(
                "BROKER_MAX_RETRIES", "3",
                "BROKER_MAX_DELAY", "1d",
                // The only receiver refuses all: its pause is another test's.
                "BROKER_BREAKER_FAILURES", "1000000"))) {
      for (int i = 0; i < ROUNDS; i++) {
        byte[] request = request(random);
        String answer = exchange(broker.broker.actualPort(), request);
        String asked = "seed " + SEED + ", round " + i + ": " + new String(request, ISO_8859_1);
        assertThat(answer).as(asked).matches("(?s)HTTP/1\\.[01] [1-4].*");
        if (answer.startsWith("HTTP/1.1 4") && !asked.contains(": HEAD ")) {
          String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
          assertThat(Json.tree(body).path("error").asText()).as(asked).isNotEmpty();
        }
        accepted += answer.startsWith("HTTP/1.1 2") ? 1 : 0;
      }
      // Most is nonsense; but a fuzz that gets nowhere shows nothing.
      assertThat(accepted).isGreaterThan(ROUNDS / 50);
      goOn(broker);
      Await.until(
          "every message to reach an end",
          Duration.ofSeconds(20),
          () -> {
            broker.clock.moveAhead(Duration.ofHours(25));
            return 0
                == BrokerFixture.await(
                        broker
                            .pool
                            .query("select count(*) from broker.message where state = 'active'")
                            .execute())
                    .iterator()
                    .next()
                    .getLong(0);
          });
    }
  }

  /** What was paused goes on, and what would publish for ever ends. */
  private static void goOn(BrokerFixture broker) {
    byte[] nothing = {};
    for (JsonNode schedule : broker.get("/v2/schedules").json()) {
      broker.call("DELETE", "/v2/schedules/" + schedule.path("scheduleId").asText(), nothing);
    }
    for (JsonNode queue : broker.get("/v2/queues").json()) {
      broker.call("POST", "/v2/queues/" + queue.path("name").asText() + "/resume", nothing);
    }
    for (JsonNode key : broker.get("/v2/flowControl").json()) {
      String name =
          URLEncoder.encode(key.path("flowControlKey").asText(), UTF_8).replace("+", "%20");
      broker.call("POST", "/v2/flowControl/" + name + "/resume", nothing);
    }
  }

  private static byte[] request(Random random) {
    String body = body(random);
    var head = new StringBuilder();
    head.append(pick(random, METHODS)).append(' ').append(pick(random, PATHS));
    if (random.nextInt(3) == 0) {
      head.append(noise(random));
    }
    for (int n = random.nextInt(3); n > 0; n--) {
      head.append(head.indexOf("?") < 0 ? '?' : '&').append(pick(random, PARAMS)).append('=');
      head.append(pick(random, VALUES).replaceAll("[\\s\u0080-\uffff]", "+"));
    }
    head.append(" HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ");
    head.append(BrokerFixture.USER.token()).append("\r\n");
    for (int n = random.nextInt(5); n > 0; n--) {
      head.append("Upstash-").append(pick(random, HEADERS)).append(": ");
      head.append(random.nextInt(4) == 0 ? noise(random) : pick(random, VALUES)).append("\r\n");
    }
    byte[] bytes = body.getBytes(UTF_8);
    if (random.nextInt(4) == 0) {
      head.append("Transfer-Encoding: chunked\r\n\r\n");
      if (bytes.length > 0) {
        head.append(Integer.toHexString(bytes.length)).append("\r\n");
      }
      return join(head.toString(), bytes, (bytes.length > 0 ? "\r\n" : "") + "0\r\n\r\n");
    }
    head.append("Content-Length: ").append(bytes.length).append("\r\n\r\n");
    return join(head.toString(), bytes, "");
  }

  private static byte[] join(String head, byte[] body, String tail) {
    var out = new java.io.ByteArrayOutputStream();
    out.writeBytes(head.getBytes(ISO_8859_1));
    out.writeBytes(body);
    out.writeBytes(tail.getBytes(ISO_8859_1));
    return out.toByteArray();
  }

  private static String body(Random random) {
    return switch (random.nextInt(8)) {
      case 0, 1 -> "";
      case 2 -> noise(random);
      case 3 -> "[".repeat(random.nextInt(3_000));
      case 4 -> "{\"messageIds\": " + json(random, 0) + ", \"dlqIds\": " + json(random, 0) + "}";
      default -> {
        var items = new StringBuilder("[");
        for (int n = random.nextInt(4); n >= 0; n--) {
          items.append("{\"destination\": ");
          items.append(
              random.nextInt(3) == 0 ? json(random, 0) : "\"http://127.0.0.1:1/" + n + "\"");
          items
              .append(", \"headers\": ")
              .append(random.nextInt(3) == 0 ? json(random, 0) : headers(random));
          items.append(", \"body\": ").append(json(random, 0));
          if (random.nextInt(3) == 0) {
            items.append(", \"queue\": ").append(json(random, 0));
          }
          items.append(", \"body\": \"\\ud800 x\\u0000\"}").append(n > 0 ? "," : "]");
        }
        yield items.toString();
      }
    };
  }

  private static String headers(Random random) {
    return "{\"Upstash-"
        + pick(random, HEADERS)
        + "\": "
        + json(random, 0)
        + ", \"upstash-"
        + pick(random, HEADERS)
        + "\": "
        + Json.write(pick(random, VALUES))
        + "}";
  }

  private static String json(Random random, int depth) {
    return switch (random.nextInt(depth > 4 ? 6 : 9)) {
      case 0 -> "null";
      case 1 -> "true";
      case 2 -> "1e400";
      case 3 -> "123456789012345678901234567890";
      case 4 -> Json.write(pick(random, VALUES));
      case 5 -> "\"\\ud83d\\u0000\"";
      case 6 -> "[" + json(random, depth + 1) + "," + json(random, depth + 1) + "]";
      case 7 -> "{\"a\":" + json(random, depth + 1) + ",\"a\":" + json(random, depth + 1) + "}";
      default -> "[]";
    };
  }

  private static String noise(Random random) {
    String alphabet = "abz019-_.~/?&=%2F00u,;:@[]{}()*+\"'\\^|<>#\u00e9\u00ff";
    var text = new StringBuilder(random.nextInt(20) == 0 ? "x".repeat(9_000) : "");
    for (int n = 1 + random.nextInt(12); n > 0; n--) {
      text.append(
          switch (random.nextInt(6)) {
            case 0 -> "%00";
            case 1 -> "/../";
            default -> "" + alphabet.charAt(random.nextInt(alphabet.length()));
          });
    }
    return text.toString();
  }

  private static String pick(Random random, String[] of) {
    return of[random.nextInt(of.length)];
  }

  private static String exchange(int port, byte[] request) throws IOException {
    try (var socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request);
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  @Test
  void odd_uses_of_http_get_an_answer_and_leave_the_door_open() throws Exception {
    try (var broker = new BrokerFixture()) {
      int port = broker.broker.actualPort();
      String auth = "Host: x\r\nAuthorization: Bearer " + BrokerFixture.USER.token() + "\r\n";
      String publish = "POST /v2/publish/" + broker.receiver.url("/") + " HTTP/1.1\r\n" + auth;

      // Headers beyond all measure.
      assertThat(
              exchange(
                  port, (publish + "X: " + "y".repeat(200_000) + "\r\n\r\n").getBytes(ISO_8859_1)))
          .startsWith("HTTP/1.1 431")
          .contains("\"error\"");
      // A request line beyond all measure.
      assertThat(
              exchange(
                  port, ("GET /" + "y".repeat(40_000) + " HTTP/1.1\r\n\r\n").getBytes(ISO_8859_1)))
          .contains(" 414 ", "\"error\"");
      // No HTTP at all.
      assertThat(exchange(port, "\u0016\u0003\u0001 hello\r\n\r\n".getBytes(ISO_8859_1)))
          .contains(" 400 ", "\"error\"");
      // Several at once on one connection are answered in their order.
      String two =
          exchange(
              port,
              ("GET /v2/keys HTTP/1.1\r\n"
                      + auth
                      + "\r\nGET /v2/none HTTP/1.1\r\n"
                      + auth
                      + "Connection: close\r\n\r\n")
                  .getBytes(ISO_8859_1));
      assertThat(two).startsWith("HTTP/1.1 200").contains("HTTP/1.1 404");
      // An upload that breaks off publishes nothing.
      try (var socket = new Socket("127.0.0.1", port)) {
        socket
            .getOutputStream()
            .write((publish + "Content-Length: 100\r\n\r\nhalf").getBytes(ISO_8859_1));
      }
      // Who asks before it sends is told to go on.
      try (var socket = new Socket("127.0.0.1", port)) {
        socket.setSoTimeout(10_000);
        socket
            .getOutputStream()
            .write(
                (publish + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n")
                    .getBytes(ISO_8859_1));
        assertThat(line(socket.getInputStream())).startsWith("HTTP/1.1 100");
        line(socket.getInputStream());
        socket.getOutputStream().write("ok".getBytes(ISO_8859_1));
        assertThat(line(socket.getInputStream())).startsWith("HTTP/1.1 200");
      }
      assertThat(broker.receiver.next().body()).isEqualTo("ok".getBytes(ISO_8859_1));
      assertThat(broker.receiver.waiting()).isZero();
      assertThat(broker.get("/v2/keys").status()).isEqualTo(200);
    }
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString();
  }
}
