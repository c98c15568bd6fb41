package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.standins.Ports;
import dev.stashline.testkit.Await;
import dev.stashline.testkit.JvmProcess;
import dev.stashline.testkit.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code token --broker}, as processes of its own, and a broker beside them. */
class TokenCommandIT {
  private static final Duration START = Duration.ofSeconds(90);

  private final HttpClient http = HttpClient.newHttpClient();

  /** What a command printed, both streams, and how it ended. */
  private record Ended(int code, List<String> lines) {
    String text() {
      return String.join("\n", lines);
    }

    String value(String name) {
      return lines.stream()
          .filter(line -> line.startsWith(name + "="))
          .map(line -> line.substring(name.length() + 1))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no " + name + " in " + text()));
    }
  }

  private static JvmProcess.Setup stashline(TestDatabase on, String... arguments) {
    return JvmProcess.main(Stashline.class)
        .named(arguments[0])
        .jvmOptions("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
        .env("DATABASE_URL", on.url())
        .env("QSTASH_URL", "")
        .env("BROKER_TOKEN", "")
        .arguments(arguments);
  }

  private static Ended run(TestDatabase on, String... arguments) throws InterruptedException {
    try (var process = stashline(on, arguments).start()) {
      return new Ended(process.awaitExit(START), process.output());
    }
  }

  private int status(int port, String token) throws Exception {
    return http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v2/keys"))
                .header("Authorization", "Bearer " + token)
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private void awaitStatus(int port, String token, int wanted) {
    Await.until(
        "the status " + wanted,
        Duration.ofSeconds(10),
        () -> {
          try {
            return status(port, token) == wanted;
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void a_broker_starts_without_a_user_and_takes_tokens_that_are_made_and_refuses_revoked_ones()
      throws Exception {
    int port = Ports.free();
    try (var database = TestDatabase.fresh(Schema.OWNERS);
        var broker =
            stashline(database, "serve", "broker")
                .env(
                    Map.of(
                        "BROKER_PORT", Integer.toString(port),
                        "BROKER_HOST", "127.0.0.1",
                        "MANAGEMENT_PORT", "0"))
                .start()) {
      broker.awaitLine(Pattern.compile("serving"), START);
      assertThat(String.join("\n", broker.output()))
          .contains("nobody can use this broker yet", "token --broker NAME", "BROKER_TOKEN");

      var first = run(database, "token", "--broker", "ada");
      assertThat(first.code()).as(first.text()).isZero();
      assertThat(first.value("QSTASH_CURRENT_SIGNING_KEY")).startsWith("sig_");
      String old = first.value("QSTASH_TOKEN");
      awaitStatus(port, old, 200);

      var second = run(database, "token", "ada", "--broker", "--read-only");
      assertThat(second.text()).contains("another read-only token tok_");
      assertThat(second.value("QSTASH_NEXT_SIGNING_KEY"))
          .isEqualTo(first.value("QSTASH_NEXT_SIGNING_KEY"));

      var list = run(database, "token", "--broker", "--list");
      assertThat(list.text())
          .containsPattern("ada +\\| +tok_\\w+ +\\| +full +\\| +20")
          .containsPattern("ada +\\| +tok_\\w+ +\\| +read-only")
          .doesNotContain(old)
          .doesNotContain(second.value("QSTASH_TOKEN"));

      var id = Pattern.compile("tok_\\w+").matcher(first.text());
      assertThat(id.find()).isTrue();
      var revoked = run(database, "token", "--broker", "ada", "--revoke", id.group());
      assertThat(revoked.text()).contains("Revoked 1 token of ada");
      awaitStatus(port, old, 401);
      assertThat(status(port, second.value("QSTASH_TOKEN"))).isEqualTo(200);

      assertThat(run(database, "token", "--broker", "--revoke", "ada").text())
          .contains("Revoked 1 token of ada");
      awaitStatus(port, second.value("QSTASH_TOKEN"), 401);
    }
  }

  @Test
  void what_is_wrong_is_said_in_words() throws Exception {
    try (var empty = TestDatabase.fresh()) {
      var unmigrated = run(empty, "token", "--broker", "ada");
      assertThat(unmigrated.code()).isEqualTo(1);
      assertThat(unmigrated.text()).contains("run ./stashline migrate first");
    }
    try (var database = TestDatabase.fresh(Schema.OWNERS)) {
      assertThat(run(database, "token", "--broker", "--list").text()).contains("no user yet");
      var name = run(database, "token", "--broker", "a name");
      assertThat(name.code()).isEqualTo(1);
      assertThat(name.text()).contains("1 to 64 letters, digits");
      var unknown = run(database, "token", "--broker", "nobody", "--revoke");
      assertThat(unknown.code()).isEqualTo(1);
      assertThat(unknown.text()).contains("there is no user \"nobody\"");
      assertThat(run(database, "token", "--list").text()).contains("go together with --broker");
    }
  }
}
