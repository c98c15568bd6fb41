package dev.stashline.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KindTest {
  private static final Kind<Note> USUAL = Kind.of("k", "q", Note.class);

  @Test
  void each_rule_is_set_by_itself() {
    var backOff = new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(2), 0);
    var kind =
        USUAL
            .timeout(Duration.ofSeconds(3))
            .attempts(7, backOff)
            .uniqueForGood(Note::text)
            .keep(Duration.ofDays(2), Duration.ofDays(5))
            .steps("a", "b")
            .announcedOnTheBus();
    assertThat(kind.name()).isEqualTo("k");
    assertThat(kind.queue()).isEqualTo("q");
    assertThat(kind.timeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(kind.tries().attempts()).isEqualTo(7);
    assertThat(kind.tries().backOff()).isEqualTo(backOff);
    assertThat(kind.uniqueForGood()).isTrue();
    assertThat(kind.retention().finished()).isEqualTo(Duration.ofDays(2));
    assertThat(kind.retention().dead()).isEqualTo(Duration.ofDays(5));
    assertThat(kind.steps()).containsExactly("a", "b");
    assertThat(kind.announced()).isTrue();
    assertThat(kind.uniqueWhileUnfinished(Note::text).uniqueForGood()).isFalse();
  }

  @Test
  void rules_that_contradict_each_other_are_refused() {
    assertThatThrownBy(() -> USUAL.attempts(0, BackOff.USUAL)).hasMessageContaining("attempt");
    var fleeting = USUAL.keep(Duration.ZERO, Duration.ofDays(1));
    assertThatThrownBy(() -> fleeting.uniqueForGood(Note::text)).hasMessageContaining("kept");
    assertThatThrownBy(() -> fleeting.steps("a")).hasMessageContaining("kept");
    assertThatThrownBy(() -> USUAL.steps("a").keep(Duration.ZERO, Duration.ZERO))
        .hasMessageContaining("kept");
  }

  @Test
  void a_job_takes_its_kinds_rules_and_its_key() {
    var job = USUAL.uniqueWhileUnfinished(Note::text).job(new Note("work 7"));
    assertThat(job.uniqueKey()).isEqualTo("work 7");
    assertThat(job.maxAttempts()).isEqualTo(USUAL.tries().attempts());
    assertThat(job.priority()).isEqualTo(Priority.NORMAL);
    assertThat(job.argsJson()).isEqualTo("{\"text\":\"work 7\"}");
    assertThat(job.runAt()).isNull();
    assertThat(USUAL.job(new Note("a")).uniqueKey()).isNull();
  }

  @Test
  void ids_rise_with_time_and_never_repeat() {
    var ids = new ArrayList<UUID>();
    for (int i = 0; i < 20_000; i++) {
      ids.add(USUAL.job(new Note("a")).id());
    }
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(ids.stream().map(UUID::toString).toList()).isSorted();
    assertThat(ids).allMatch(id -> id.version() == 7);
  }

  @Test
  void what_no_store_can_hold_is_refused_where_it_is_made() {
    var job = USUAL.job(new Note("a"));
    assertThatThrownBy(() -> job.subject("zero \0 character"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("subject");
    assertThatThrownBy(() -> job.attempts(0)).hasMessageContaining("attempt");
    assertThatThrownBy(() -> job.at(Instant.MAX)).hasMessageContaining("run time");
    assertThat(job.at(Instant.MIN).runAt()).isEqualTo(Instant.MIN);
    var keyed = USUAL.uniqueWhileUnfinished(Note::text);
    assertThatThrownBy(() -> keyed.job(new Note("x".repeat(3000))))
        .hasMessageContaining("unique key");
  }

  @Test
  void a_lanes_limits_are_whole() {
    assertThatThrownBy(() -> Lane.fair(" ")).hasMessageContaining("name");
    assertThatThrownBy(() -> Lane.fair("x".repeat(3000))).hasMessageContaining("lane");
    assertThatThrownBy(() -> Lane.parallel("l", 0)).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> new Lane("l", null, 3, null, false)).hasMessageContaining("together");
    assertThatThrownBy(() -> Lane.fair("l").rate(1, Duration.ofDays(1000)))
        .hasMessageContaining("period");
  }

  @Test
  void two_kinds_of_one_name_are_refused() {
    var work = Work.of(USUAL, job -> Outcome.completed());
    assertThatThrownBy(() -> new Catalogue(List.of(work, work))).hasMessageContaining("k");
  }
}
