package dev.stashline.qstash;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PublishHeadersTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @Test
  void written_settings_are_read_as_the_same() {
    var chance = new Random(11);
    for (int i = 0; i < 3_000; i++) {
      var settings = any(chance, 0);
      assertThat(readAgain(settings)).isEqualTo(settings);
    }
  }

  @Test
  void what_is_at_its_default_is_left_out() {
    assertThat(PublishHeaders.of(PublishSettings.read(List.of(), Limits.FREE, NOW))).isEmpty();
  }

  @Test
  void a_later_request_can_change_some_of_them() {
    var stored =
        PublishHeaders.of(
            PublishSettings.read(
                List.of(
                    List.of(
                        Map.entry("Upstash-Retries", "5"), Map.entry("Upstash-Forward-A", "1"))),
                Limits.FREE,
                NOW));
    var changed =
        PublishSettings.read(
            List.of(List.of(Map.entry("Upstash-Retries", "0")), entries(stored)), Limits.FREE, NOW);
    assertThat(changed.maxRetries()).isZero();
    assertThat(changed.headers()).isEqualTo(Map.of("A", List.of("1")));
  }

  private static PublishSettings readAgain(PublishSettings settings) {
    return PublishSettings.read(List.of(entries(PublishHeaders.of(settings))), Limits.FIXED, NOW);
  }

  private static List<Map.Entry<String, String>> entries(Map<String, List<String>> headers) {
    var entries = new ArrayList<Map.Entry<String, String>>();
    headers.forEach((name, values) -> values.forEach(value -> entries.add(Map.entry(name, value))));
    return entries;
  }

  private static PublishSettings any(Random chance, int depth) {
    return new PublishSettings(
        DeliveryMethod.values()[chance.nextInt(5)],
        depth > 0 ? null : maybe(chance, "application/json"),
        chance.nextBoolean()
            ? Map.of()
            : Map.of("X-A", List.of("1", "2"), "Upstash-Workflow-Runid", List.of("wfr")),
        maybe(chance, Duration.ofSeconds(chance.nextInt(1_000_000))),
        maybe(chance, Instant.ofEpochSecond(chance.nextInt(2_000_000_000))),
        maybe(chance, chance.nextInt(1_000)),
        maybe(chance, RetryDelay.parse("1000 * (1 + retried)")),
        maybe(chance, Duration.ofSeconds(1 + chance.nextInt(10_000))),
        depth == 2 || chance.nextBoolean()
            ? null
            : new Callback(Destination.url("https://a.test/c?x"), any(chance, depth + 1)),
        depth == 2 || chance.nextBoolean()
            ? null
            : new Callback(Destination.url("http://b.test"), any(chance, depth + 1)),
        switch (chance.nextInt(3)) {
          case 0 -> new Deduplication.Never();
          case 1 -> new Deduplication.ByContent();
          default -> new Deduplication.ById("id " + chance.nextInt());
        },
        maybe(
            chance,
            new FlowControl(
                "key",
                maybe(chance, 3),
                1 + chance.nextInt(9),
                Duration.ofSeconds(1 + chance.nextInt(604_800)))),
        chance.nextBoolean() ? List.of() : List.of("one", "two"),
        new Redaction(
            chance.nextBoolean(),
            chance.nextBoolean(),
            chance.nextBoolean() ? Set.of() : Set.of("X-A", "B")),
        maybe(chance, "CRON_TZ=Europe/Paris 0 9 * * 1"),
        maybe(chance, "nightly"),
        maybe(chance, "queue_1"),
        chance.nextBoolean()
            ? Map.of()
            : Map.of(
                "Upstash-Workflow-Url",
                List.of("https://a.test"),
                "Upstash-Feature-Set",
                List.of("a,b")));
  }

  private static <T> @Nullable T maybe(Random chance, @Nullable T value) {
    return chance.nextBoolean() ? value : null;
  }
}
