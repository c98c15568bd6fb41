package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Places that messages must not reach, and requests that nobody means well with. */
class StrangersIT {
  @Test
  void private_addresses_are_refused_unless_they_are_allowed() {
    try (var broker = new BrokerFixture(Map.of("BROKER_ALLOW_PRIVATE_ADDRESSES", "false"))) {
      for (String host :
          List.of(
              "127.0.0.1",
              "localhost",
              "LOCALHOST.",
              "[::1]",
              "10.1.2.3",
              "192.168.0.1",
              "169.254.169.254",
              "0.0.0.0",
              "[::ffff:127.0.0.1]",
              "[fd00::1]",
              "2130706433",
              "0x7f.1",
              "127.1",
              "100.64.0.1")) {
        var answer =
            broker.call(
                "POST",
                "/v2/publish/http://example.test/",
                new byte[0],
                "Upstash-Callback",
                "http://" + host + "/");
        assertThat(answer.status()).as(host + " " + answer.text()).isEqualTo(400);
        assertThat(answer.json().path("error").asText()).as(host).contains("address");
      }
      assertThat(
              broker
                  .call("POST", "/v2/publish/" + broker.receiver.url("/"), new byte[0])
                  .json()
                  .path("error")
                  .asText())
          .isEqualTo("invalid destination url: endpoint resolves to a loopback address: 127.0.0.1");
    }
  }

  @Test
  void fuzzed_requests_get_an_answer_that_is_no_server_error() throws Exception {
    var random = new Random(20261123);
    try (var broker = new BrokerFixture()) {
      String[] starts = {
        "/v2/publish/http://127.0.0.1:1/",
        "/v2/publish/",
        "/v2/batch",
        "/v2/messages",
        "/v2/messages/msg_",
        "/v2/events?",
        "/v2/logs?cursor=",
        "/v2/dlq",
        "/v2/dlq/",
        "/v2/dlq?cursor=",
        "/v2/dlq/retry?",
        "/v2/dlq/retry/",
        "/v2/keys",
        "/v2/",
        "//v2//keys",
        "*"
      };
      String[] methods = {"GET", "POST", "DELETE", "PUT", "PATCH"};
      String[] names = {
        "Upstash-Delay", "Upstash-Retries", "Upstash-Retry-Delay", "Upstash-Not-Before",
            "Upstash-Label", "Upstash-Callback",
        "Upstash-Callback-Callback", "Upstash-Deduplication-Id", "Upstash-Forward-X",
            "Upstash-Redact-Fields", "Upstash-Timeout", "Upstash-Method",
        "Upstash-Flow-Control-Value", "Content-Type", "Upstash-Forward-", "Upstash-Workflow-RunId"
      };
      for (int i = 0; i < 1500; i++) {
        var request = new StringBuilder();
        request.append(methods[random.nextInt(methods.length)]).append(' ');
        request
            .append(starts[random.nextInt(starts.length)])
            .append(noise(random, 1, false))
            .append(" HTTP/1.1\r\n");
        request
            .append("Host: x\r\nConnection: close\r\nAuthorization: Bearer ")
            .append(BrokerFixture.USER.token())
            .append("\r\n");
        for (int h = random.nextInt(4); h > 0; h--) {
          request
              .append(names[random.nextInt(names.length)])
              .append(": ")
              .append(noise(random, 0, true))
              .append("\r\n");
        }
        String body =
            random.nextInt(3) == 0
                ? noise(random, 0, true)
                : random.nextBoolean() ? "" : "[{\"destination\":" + noise(random, 0, true) + "}]";
        request.append("Content-Length: ").append(body.length()).append("\r\n\r\n").append(body);
        String status = statusLine(broker.broker.actualPort(), request.toString());
        assertThat(status)
            .as(request.toString())
            .startsWith("HTTP/1.1 ")
            .doesNotStartWith("HTTP/1.1 5");
      }
    }
  }

  private static String noise(Random random, int least, boolean spaces) {
    String alphabet = "abz019-_.~/?&=%2F%00%u,;:@[]{}()*+\"'\\^|<>#é\u00ff" + (spaces ? " \t" : "");
    String[] words = {
      "label=",
      "count=",
      "cursor=",
      "fromDate=",
      "9223372036854775808",
      "1-1",
      "99999999999999999-1",
      "messageIds=",
      "dlqIds=",
      "null",
      "true",
      "1d",
      "order=",
      "url=",
      "%00",
      "state="
    };
    var text = new StringBuilder();
    for (int n = least + random.nextInt(12); n > 0; n--) {
      text.append(
          random.nextInt(3) == 0
              ? words[random.nextInt(words.length)]
              : "" + alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private static String statusLine(int port, String request) throws Exception {
    try (var socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      InputStream in = socket.getInputStream();
      var line = new StringBuilder();
      for (int c = in.read(); c >= 0 && c != '\r'; c = in.read()) {
        line.append((char) c);
      }
      return line.toString();
    }
  }
}
