package dev.stashline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.runtime.DatabaseConfig;
import dev.stashline.runtime.Migrations;
import dev.stashline.runtime.Secret;
import dev.stashline.standins.LocalPostgres;
import dev.stashline.testkit.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RunnerIT extends EngineCase {
  @Test
  void a_handler_that_takes_too_long_is_interrupted_and_has_failed() {
    var gate = new Gate();
    var slow = kind.timeout(Duration.ofMillis(300)).attempts(1, BackOff.USUAL);
    try (var node = node().with(Work.of(slow, job -> gate.pass())).start(queue, 2)) {
      var id = Futures.get(node.queue().enqueue(slow.job(new Note("a")))).id();
      awaitState(id, JobState.DISCARDED);
      assertThat(node.view(id).failure()).startsWith("took longer than");
    }
  }

  @Test
  void a_retry_starts_at_its_time_without_a_poll() {
    var soon = kind.attempts(3, new BackOff(Duration.ofMillis(50), Duration.ofMillis(50), 0));
    Handler<Note> handler =
        job -> {
          if (job.attempt() == 1) {
            throw new JobFailed(new Failure.RetryNow("once"));
          }
          return job.epoch() == 2
              ? new Outcome.Snoozed(Instant.now().plusMillis(50))
              : Outcome.completed();
        };
    try (var node = node().poll(NEVER).with(Work.of(soon, handler)).start(queue, 2)) {
      // One that fills no slot for long, so that the runner has caught up.
      enqueueAndAwait(node, soon);
      enqueueAndAwait(node, soon);
    }
  }

  private void enqueueAndAwait(TestNode node, Kind<Note> soon) {
    awaitState(Futures.get(node.queue().enqueue(soon.job(new Note("a")))).id(), JobState.COMPLETED);
  }

  @Test
  void a_lost_nudge_makes_work_late_by_one_poll_at_most() {
    var poll = Duration.ofMillis(700);
    try (var runs =
            node().poll(poll).with(Work.of(kind, job -> Outcome.completed())).start(queue, 2);
        var elsewhere = node().name("b").with(Work.of(kind, job -> Outcome.completed()))) {
      awaitState(enqueue(runs, "warm"), JobState.COMPLETED);
      for (int i = 0; i < 3; i++) {
        var id = enqueue(elsewhere, "a");
        awaitState(id, JobState.COMPLETED);
        var view = runs.view(id);
        assertThat(Duration.between(view.runAt(), view.startedAt()))
            .isLessThan(poll.plusMillis(500));
      }
    }
  }

  @Test
  void slots_never_leak() {
    int slots = 32;
    int count = 5000;
    var gate = new Gate();
    var chance = new Random(11);
    var unique = Kind.of("unique-" + queue, queue, Note.class).uniqueWhileUnfinished(Note::text);
    Handler<Note> handler =
        job -> {
          int draw = Math.floorMod(job.args().text().hashCode() + job.epoch() * 7, 12);
          if (job.args().text().equals("gate")) {
            return gate.pass();
          }
          return switch (draw) {
            case 0 -> throw new JobFailed(new Failure.RetryNow("again"));
            case 1 -> throw new JobFailed(new Failure.Never("no"));
            case 2 ->
                throw new JobFailed(new Failure.RetryLater(Duration.ofDays(900_000_000), "x"));
            case 3 -> throw new IllegalStateException("unexpected");
            case 4 -> throw new AssertionError("an error, not an exception");
            case 5 -> new Outcome.Snoozed(Instant.MIN);
            case 6 -> new Outcome.Snoozed(Instant.MAX);
            case 7 -> new Outcome.Cancelled("by itself\0");
            case 8 -> nothing();
            case 9 -> throw new InterruptedException("by nobody");
            default -> Outcome.completed();
          };
        };
    try (var node =
            node()
                .with(Work.of(kind, handler), Work.of(unique, job -> Outcome.completed()))
                .start(queue, slots);
        var stranger = node().name("b").with(Work.of(kind, handler))) {
      for (int i = 0; i < count; i += 20) {
        var jobs = new ArrayList<NewJob>();
        for (int n = i; n < i + 20; n++) {
          jobs.add(
              n % 10 == 0
                  ? unique.job(new Note("u" + n % 40))
                  : kind.job(new Note("n" + chance.nextInt(1_000_000))));
        }
        if (i % 100 == 0) {
          Futures.get(stranger.queue().enqueueAll(List.of(unknownTo(node))));
        }
        var enqueued = node.queue().enqueueAll(jobs);
        if (i % 200 == 0) {
          Futures.get(enqueued);
        }
      }
      Await.until("no job due or running", Duration.ofSeconds(60), () -> unfinishedNow() == 0);
      for (int i = 0; i < slots * 2; i++) {
        Futures.get(node.queue().enqueue(kind.job(new Note("gate"))));
      }
      gate.awaitInside(slots);
      gate.open();
      Await.until("no job due or running", SOON, () -> unfinishedNow() == 0);
      assertThat(gate.most()).isEqualTo(slots);
    }
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T nothing() {
    return null;
  }

  private NewJob unknownTo(TestNode node) {
    var unknown = Kind.of("unknown-" + queue, queue, Note.class);
    assertThat(node.engine.catalogue().find(unknown.name())).isNull();
    return unknown.job(new Note("who"));
  }

  private long unfinishedNow() {
    return rows.count(
        "select count(*) from jobs.job where queue = ? and (state = 'running' or state = 'pending'"
            + " and run_at <= now())",
        queue);
  }

  @Test
  void a_kind_that_this_process_does_not_know_is_left_to_one_that_does() {
    var known = kind;
    var unknown = Kind.of("new-" + queue, queue, Note.class);
    var lease = Duration.ofMillis(600);
    try (var old =
            node().lease(lease).with(Work.of(known, job -> Outcome.completed())).start(queue, 4);
        var knows =
            node()
                .name("b")
                .lease(lease)
                .with(
                    Work.of(known, job -> Outcome.completed()),
                    Work.of(unknown, job -> Outcome.completed()))) {
      var id = Futures.get(knows.queue().enqueue(unknown.job(new Note("a")))).id();
      for (int i = 0; i < 20; i++) {
        enqueue(old, "known");
      }
      awaitJobs(JobState.COMPLETED, 20);
      Await.until("the old node to meet it", SOON, () -> old.view(id).epoch() > 0);
      knows.start(queue, 4);
      awaitState(id, JobState.COMPLETED);
      assertThat(old.view(id).attempt()).isEqualTo(1);
    }
  }

  @Test
  void a_second_attempt_that_starts_at_once_is_watched_like_the_first() {
    int count = 60;
    var gate = new Gate();
    Handler<Note> handler =
        job -> {
          if (job.attempt() == 1) {
            throw new JobFailed(new Failure.RetryNow("at once again"));
          }
          return gate.pass();
        };
    try (var node = node().lease(NEVER).with(Work.of(kind, handler)).start(queue, count)) {
      Futures.get(node.queue().enqueueAll(List.of(notes(count))));
      gate.awaitInside(count);
      rows.all("select id from jobs.job where queue = ?", queue)
          .forEach(id -> Futures.get(node.queue().cancel((java.util.UUID) id, "all of them")));
      awaitJobs(JobState.CANCELLED, count);
    }
  }

  @Test
  void when_the_store_goes_away_and_comes_back_everything_ends() throws Exception {
    try (var server = LocalPostgres.temporary().start()) {
      var url = server.createDatabase("away");
      Migrations.run(
          new DatabaseConfig(new Secret(url), 2, Duration.ofSeconds(10)), PostgresStores.OWNERS);
      var there = new Rows(url);
      int count = 1000;
      var performed = ConcurrentHashMap.<String>newKeySet();
      var attempts = new AtomicInteger();
      var many = kind.attempts(20, new BackOff(Duration.ZERO, Duration.ZERO, 0));
      Handler<Note> handler =
          job -> {
            attempts.incrementAndGet();
            performed.add(job.args().text());
            return Outcome.completed();
          };
      try (var node = TestNode.on(url).lease(Duration.ofSeconds(3)).with(Work.of(many, handler))) {
        var jobs = new ArrayList<NewJob>();
        for (int i = 0; i < count; i++) {
          jobs.add(many.job(new Note("n" + i)));
        }
        Futures.get(node.queue().enqueueAll(jobs));
        node.start(queue, 4);
        Await.until("some work", SOON, () -> performed.size() > 100);
        server.stop();
        assertThat(performed.size()).as("cut off in mid-run").isLessThan(count);
        server.start();
        Await.until("some more work", SOON, () -> performed.size() > 400);
        server.kill();
        server.start();
        Await.<Long>value(
            "the end of all jobs",
            Duration.ofSeconds(30),
            () -> there.count("select count(*) from jobs.job where state = 'completed'"),
            done -> done == count);
      }
      assertThat(performed).hasSize(count);
      assertThat(attempts.get()).as("few are done again").isLessThan(count + 50);
    }
  }
}
