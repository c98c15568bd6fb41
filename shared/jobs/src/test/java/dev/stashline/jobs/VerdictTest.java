package dev.stashline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VerdictTest {
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  private static final Kind<Note> KIND =
      Kind.of("k", "q", Note.class)
          .attempts(3, new BackOff(Duration.ofSeconds(10), Duration.ofMinutes(1), 0.5));

  private static ClaimedJob job(int attempt) {
    return new ClaimedJob(
        UUID.randomUUID(), "q", "k", null, "{}", attempt, 3, attempt, null, false, NOW, NOW, false);
  }

  static Stream<Arguments> table() {
    var now = new Failure.RetryNow("x");
    var later = new Failure.RetryLater(Duration.ofMinutes(7), "x");
    var person = new Failure.NeedsPerson("x");
    var never = new Failure.Never("x");
    return Stream.of(
        row(1, Outcome.completed(), new Verdict.Complete()),
        row(3, Outcome.completed(), new Verdict.Complete()),
        row(1, new Outcome.Cancelled("c"), new Verdict.Cancel("c")),
        row(1, new Outcome.HandedBack(), new Verdict.HandBack()),
        row(3, new Outcome.HandedBack(), new Verdict.HandBack()),
        row(
            1,
            new Outcome.Snoozed(NOW.plusSeconds(9)),
            new Verdict.SnoozeUntil(NOW.plusSeconds(9))),
        row(
            3,
            new Outcome.Snoozed(NOW.plusSeconds(9)),
            new Verdict.SnoozeUntil(NOW.plusSeconds(9))),
        row(1, new Outcome.Snoozed(NOW.minusSeconds(9)), new Verdict.SnoozeUntil(NOW)),
        row(1, new Outcome.Snoozed(Instant.MIN), new Verdict.SnoozeUntil(NOW)),
        row(1, new Outcome.Snoozed(Instant.MAX), new Verdict.SnoozeUntil(Verdict.LATEST)),
        // With chance 0.5 and jitter 0.5 a quarter of the wait is taken away.
        row(1, new Outcome.Failed(now), new Verdict.RetryAt(NOW.plusMillis(7_500), "x")),
        row(2, new Outcome.Failed(now), new Verdict.RetryAt(NOW.plusMillis(15_000), "x")),
        row(3, new Outcome.Failed(now), new Verdict.Discard("x")),
        row(4, new Outcome.Failed(now), new Verdict.Discard("x")),
        row(1, new Outcome.Failed(later), new Verdict.RetryAt(NOW.plusSeconds(420), "x")),
        row(3, new Outcome.Failed(later), new Verdict.Discard("x")),
        row(
            1,
            new Outcome.Failed(new Failure.RetryLater(Duration.ofSeconds(Long.MAX_VALUE), "x")),
            new Verdict.RetryAt(Verdict.LATEST, "x")),
        row(
            1,
            new Outcome.Failed(new Failure.RetryLater(Duration.ofSeconds(-5), "x")),
            new Verdict.RetryAt(NOW, "x")),
        row(1, new Outcome.Failed(person), new Verdict.Discard("x")),
        row(1, new Outcome.Failed(never), new Verdict.Discard("x")));
  }

  private static Arguments row(int attempt, Outcome outcome, Verdict verdict) {
    return Arguments.of(attempt, outcome, verdict);
  }

  @ParameterizedTest
  @MethodSource("table")
  void an_outcome_has_its_verdict(int attempt, Outcome outcome, Verdict verdict) {
    assertThat(Verdict.judge(job(attempt), KIND, outcome, NOW, 0.5)).isEqualTo(verdict);
  }

  @Test
  void a_verdict_leads_where_a_running_job_may_go() {
    for (var verdict :
        List.of(
            new Verdict.Complete(),
            new Verdict.RetryAt(NOW, "x"),
            new Verdict.SnoozeUntil(NOW),
            new Verdict.Discard("x"),
            new Verdict.Cancel("x"),
            new Verdict.HandBack())) {
      assertThat(JobState.RUNNING.next()).contains(verdict.state());
    }
  }

  @Test
  void a_job_that_always_fails_is_tried_exactly_as_often_as_it_may_be() {
    var chance = new Random(9);
    for (int i = 0; i < 500; i++) {
      int most = chance.nextInt(1, 30);
      int attempt = 1;
      var at = NOW;
      while (Verdict.judge(
              new ClaimedJob(
                  UUID.randomUUID(),
                  "q",
                  "k",
                  null,
                  "{}",
                  attempt,
                  most,
                  attempt,
                  null,
                  false,
                  NOW,
                  NOW,
                  false),
              KIND,
              new Outcome.Failed(new Failure.RetryNow("x")),
              at,
              chance.nextDouble())
          instanceof Verdict.RetryAt retry) {
        assertThat(retry.at()).isAfter(at);
        at = retry.at();
        attempt++;
      }
      assertThat(attempt).isEqualTo(most);
    }
  }
}
