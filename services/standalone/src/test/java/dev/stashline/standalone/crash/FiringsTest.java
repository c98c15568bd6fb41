package dev.stashline.standalone.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.standalone.crash.Firings.Stored;
import dev.stashline.standalone.crash.Schedules.Made;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The judge of schedules: it must not call a broken promise a kept one. */
class FiringsTest {
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:07Z");
  private static final Instant CALM = FIRST.plusSeconds(1);
  private static final Instant END = FIRST.plusSeconds(125);

  private final Ledger ledger = new Ledger();

  private static Stored at(String id, int seconds) {
    return new Stored(id, FIRST.plusSeconds(seconds));
  }

  private Firings judge(Stored... stored) {
    return Firings.of(
        List.of(new Made("s", FIRST)), Map.of("s", List.of(stored)), ledger, CALM, END);
  }

  private void arrive(String... messages) {
    for (String message : messages) {
      ledger.fired("s", message, 1);
    }
  }

  @Test
  void one_message_for_each_occurrence_keeps_the_promise_also_one_caught_up_late() {
    arrive("a", "b", "c");
    assertThat(judge(at("a", 0), at("b", 121), at("c", 121)))
        .isEqualTo(new Firings(3, 0, 0, 0, 0, 0));
  }

  @Test
  void an_occurrence_without_a_message_or_without_a_delivery_is_missed() {
    arrive("a", "c");
    assertThat(judge(at("a", 0), at("c", 120)).missed()).isEqualTo(1);
    assertThat(judge(at("a", 0), at("b", 60), at("c", 120)).missed()).isEqualTo(1);
    assertThat(judge().missed()).isEqualTo(3);
  }

  @Test
  void a_second_message_of_an_occurrence_and_one_of_none_are_twice() {
    arrive("a", "a2", "b", "c");
    var found = judge(at("a", 0), at("a2", 2), at("b", 60), at("c", 120));
    assertThat(found.twice()).isEqualTo(1);
    assertThat(found.missed()).isZero();
    assertThat(judge(at("a", 0), at("b", 60), at("c", 120)).twice()).isEqualTo(1);
  }

  @Test
  void a_repeated_delivery_is_excused_by_the_storm_alone_and_needs_a_higher_epoch() {
    arrive("a", "a", "b", "c", "c");
    assertThat(judge(at("a", 0), at("b", 60), at("c", 120)))
        .isEqualTo(new Firings(3, 0, 0, 1, 1, 2));
  }

  @Test
  void occurrences_after_the_end_may_fire_and_need_not() {
    arrive("a", "b", "c", "d");
    assertThat(judge(at("a", 0), at("b", 60), at("c", 120), at("d", 180)))
        .isEqualTo(new Firings(3, 0, 0, 0, 0, 0));
  }
}
