package dev.stashline.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stashline.qstash.LogState;
import dev.stashline.runtime.ConfigProblems;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PfxOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deliveries over TLS, to receivers that can prove their name and to others. */
class TlsIT {
  @TempDir static Path folder;
  private static TestAuthority trusted;
  private static BrokerFixture broker;

  @BeforeAll
  static void start() {
    trusted = new TestAuthority(folder, "trusted");
    broker = new BrokerFixture(Map.of("BROKER_EXTRA_CA", trusted.pem().toString()));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static Receiver receiver(PfxOptions certificate, boolean http2) {
    return new Receiver(
        broker.vertx,
        new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(certificate)
            .setUseAlpn(http2)
            .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1)));
  }

  private static String publish(Receiver to, String... headers) {
    String url = to.url("/hook").replace("http://127.0.0.1", "https://localhost");
    return broker
        .call(
            "POST",
            "/v2/publish/" + url,
            "hello".getBytes(java.nio.charset.StandardCharsets.UTF_8),
            headers)
        .messageId();
  }

  @Test
  void an_authority_of_the_settings_is_trusted_and_http2_is_used_where_it_is_offered() {
    var server = trusted.server("localhost", 1, 30);
    var modern = receiver(server, true);
    String id = publish(modern);
    var received = modern.next();
    assertThat(received.version()).isEqualTo(HttpVersion.HTTP_2);
    assertThat(received.body()).hasSize(5);
    broker.states(id, LogState.DELIVERED.name());
    var old = receiver(server, false);
    id = publish(old);
    assertThat(old.next().version()).isEqualTo(HttpVersion.HTTP_1_1);
    broker.states(id, LogState.DELIVERED.name());
    assertThat(plain().version()).isEqualTo(HttpVersion.HTTP_1_1);
  }

  private static Receiver.Received plain() {
    broker.publish("/", "x");
    return broker.receiver.next();
  }

  @Test
  void who_cannot_prove_its_name_gets_nothing() {
    var stranger = new TestAuthority(folder, "stranger").server("localhost", 1, 30);
    for (var certificate :
        List.of(
            stranger, trusted.server("other.test", 1, 30), trusted.server("localhost", 20, 5))) {
      var receiver = receiver(certificate, true);
      String id = publish(receiver, "Upstash-Retries", "0");
      broker.states(id, "FAILED");
      assertThat(broker.events(id).get(2).path("error").asText())
          .isEqualTo("no secure connection to the receiver");
      assertThat(receiver.waiting()).isZero();
    }
  }

  @Test
  void a_server_that_goes_away_under_load_loses_nothing() {
    var receiver = receiver(trusted.server("localhost", 2, 30), true);
    receiver.hang();
    var ids = new ArrayList<String>();
    for (int i = 0; i < 50; i++) {
      ids.add(publish(receiver, "Upstash-Retry-Delay", "0", "Upstash-Retries", "10"));
    }
    receiver.next();
    receiver.reply(Receiver.Reply.of(200, ""));
    receiver.goAway();
    for (String id : ids) {
      broker.states(id, "DELIVERED");
    }
  }

  @Test
  void a_file_of_authorities_that_cannot_be_used_is_a_problem_of_the_settings() throws Exception {
    for (Path file :
        List.of(
            folder.resolve("none.pem"),
            Files.writeString(folder.resolve("bad.pem"), "no"),
            Files.writeString(folder.resolve("empty.pem"), ""))) {
      assertThatThrownBy(() -> BrokerFixture.config(Map.of("BROKER_EXTRA_CA", file.toString())))
          .isInstanceOf(ConfigProblems.class)
          .hasMessageContaining("BROKER_EXTRA_CA");
    }
  }
}
