package dev.stashline.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.runtime.MovableClock;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The official QStash client, unmodified, against the broker: all of its public methods, area by
 * area, each area with a broker of its own. The tests themselves are {@code src/test/node/sdk/}.
 */
class QStashSdkIT {
  private static final List<String> AREAS =
      List.of(
          "publish",
          "dedup",
          "batch",
          "queues",
          "messages",
          "schedules",
          "groups",
          "dlq",
          "logs",
          "flow",
          "keys",
          "callbacks",
          "retries",
          "redact",
          "errors",
          "providers",
          "dev",
          "adapters",
          "workflow");

  private final Set<String> called = new TreeSet<>();

  @TestFactory
  Stream<DynamicContainer> the_client_cannot_tell_the_difference() {
    Path home = NodeHome.of("sdk");
    return Stream.concat(
        AREAS.stream()
            .map(
                area ->
                    DynamicContainer.dynamicContainer(area, area(home, area + ".mjs").dynamic())),
        Stream.of("surface").map(name -> DynamicContainer.dynamicContainer(name, surface(home))));
  }

  private NodeTests area(Path home, String file) {
    try (var broker = new BrokerFixture()) {
      var clock = clockDoor(broker.vertx, broker.clock);
      var tests = NodeTests.run(home, file, environment(broker, clock));
      called.addAll(tests.told("CALLED"));
      return tests;
    }
  }

  private static Map<String, String> environment(BrokerFixture broker, HttpServer clock) {
    var environment = new HashMap<String, String>();
    environment.put("QSTASH_URL", "http://127.0.0.1:" + broker.broker.actualPort());
    environment.put("QSTASH_TOKEN", BrokerFixture.USER.token());
    environment.put("OTHER_TOKEN", BrokerFixture.OTHER.token());
    environment.put("QSTASH_CURRENT_SIGNING_KEY", BrokerFixture.USER.keys().current());
    environment.put("QSTASH_NEXT_SIGNING_KEY", BrokerFixture.USER.keys().next());
    environment.put("CLOCK_URL", "http://127.0.0.1:" + clock.actualPort());
    return environment;
  }

  /** {@code GET /} tells the broker's time, {@code POST /10m} moves it ahead. */
  private static HttpServer clockDoor(Vertx vertx, MovableClock clock) {
    return BrokerFixture.await(
        vertx
            .createHttpServer()
            .requestHandler(request -> answer(request, clock))
            .listen(0, "127.0.0.1"));
  }

  private static void answer(HttpServerRequest request, MovableClock clock) {
    if (request.method() == HttpMethod.POST) {
      clock.moveAhead(Duration.parse("PT" + request.path().substring(1).toUpperCase(Locale.ROOT)));
    }
    request.response().end(String.valueOf(clock.instant().toEpochMilli()));
  }

  /** What the client has to call, and what of it the areas called. */
  private Stream<DynamicTest> surface(Path home) {
    var enumerated = NodeTests.run(home, "enumerate.mjs", Map.of());
    return Stream.concat(
        enumerated.dynamic(),
        enumerated.told("SURFACE").stream()
            .map(
                method ->
                    DynamicTest.dynamicTest(
                        method + " is called", () -> assertThat(called).contains(method))));
  }
}
