package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests as the official Python client makes them: settings left out rather than defaulted, and
 * the headers of its HTTP library.
 */
record PythonRequests(BrokerFixture broker) {
  /**
   * Any request.
   *
   * @param headers one a line
   */
  BrokerFixture.Answer request(String method, String path, String body, String headers) {
    var all = new ArrayList<>(List.of("Accept", "*/*", "User-Agent", "python-httpx/0.28.1"));
    headers.lines().forEach(line -> all.addAll(List.of(line.split(": ", 2))));
    return broker.call(method, path, body.getBytes(UTF_8), all.toArray(String[]::new));
  }

  BrokerFixture.Answer request(String method, String path) {
    return request(method, path, "", "");
  }

  BrokerFixture.Answer json(String method, String path, String body) {
    return request(method, path, body, "Content-Type: application/json");
  }

  JsonNode get(String path) {
    var answer = request("GET", path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  String publish(String path, String body, String headers) {
    var answer = request("POST", "/v2/publish/" + broker.receiver.url(path), body, headers);
    assertThat(answer.status()).as(answer.text()).isBetween(200, 202);
    return answer.messageId();
  }
}
