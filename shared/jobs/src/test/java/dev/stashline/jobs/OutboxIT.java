package dev.stashline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.testkit.Await;
import dev.stashline.testkit.TestDatabase;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows of other owners and jobs commit together, or neither does. */
class OutboxIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final AtomicInteger QUEUES = new AtomicInteger();
  private static TestDatabase database;
  private static Rows rows;

  private final String queue = "outbox-" + QUEUES.incrementAndGet();
  private final Kind<Note> kind =
      Kind.of("in-" + queue, queue, Note.class)
          .attempts(3, new BackOff(Duration.ZERO, Duration.ZERO, 0));

  @BeforeAll
  static void migrate() {
    database = TestDatabase.fresh(PostgresStores.OWNERS);
    rows = new Rows(database.url());
    rows.change("create table ledger (entry text primary key)");
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  @BeforeEach
  void empty() {
    rows.change("delete from ledger");
  }

  private TestNode node(Handler<Note> handler) {
    return TestNode.on(database.url()).with(Work.of(kind, handler));
  }

  private static Future<?> write(SqlConnection sql, String entry) {
    return sql.preparedQuery("insert into ledger values ($1)").execute(Tuple.of(entry));
  }

  private long entries() {
    return rows.count("select count(*) from ledger");
  }

  private long jobs() {
    return rows.count("select count(*) from jobs.job where queue = ?", queue);
  }

  private long jobs(JobState state) {
    return rows.count(
        "select count(*) from jobs.job where queue = ? and state = ?", queue, state.word());
  }

  @Test
  void X03_rows_and_jobs_commit_together() {
    try (var node = node(job -> Outcome.completed())) {
      Futures.get(
          node.queue()
              .transaction(
                  tx ->
                      write(tx.sql(), "order 1")
                          .compose(v -> tx.enqueue(kind.job(new Note("a"))))
                          .compose(v -> tx.enqueue(List.of(kind.job(new Note("b")))))));
      assertThat(entries()).isEqualTo(1);
      assertThat(jobs()).isEqualTo(2);
    }
  }

  @Test
  void X03_rows_and_jobs_roll_back_together_however_the_transaction_fails() {
    try (var node = node(job -> Outcome.completed()).start(queue, 2)) {
      Future<Object> failed =
          node.queue()
              .transaction(
                  tx ->
                      write(tx.sql(), "order 1")
                          .compose(v -> tx.enqueue(kind.job(new Note("a"))))
                          .compose(v -> Future.failedFuture("the caller thinks better of it")));
      assertThat(Futures.failure(failed)).hasMessageContaining("thinks better");
      Future<Object> refused =
          node.queue()
              .transaction(
                  tx ->
                      tx.enqueue(kind.job(new Note("a")))
                          .compose(v -> write(tx.sql(), "twice"))
                          .compose(v -> write(tx.sql(), "twice").map("done")));
      assertThat(Futures.failure(refused)).hasMessageContaining("duplicate key");
      Future<Object> thrown =
          node.queue()
              .transaction(
                  tx -> {
                    tx.enqueue(kind.job(new Note("a")));
                    throw new IllegalStateException("thrown, not failed");
                  });
      assertThat(Futures.failure(thrown)).hasMessageContaining("thrown, not failed");
      assertThat(entries()).isZero();
      assertThat(jobs()).isZero();

      // Neither a connection in an open transaction nor a slot is left behind.
      for (int i = 0; i < 20; i++) {
        Futures.get(node.queue().enqueue(kind.job(new Note("n" + i))));
      }
      Await.until("all jobs", SOON, () -> jobs(JobState.COMPLETED) == 20);
      assertThat(
              rows.count(
                  "select count(*) from pg_stat_activity where state like 'idle in transaction%'"
                      + " and datname = ?",
                  database.name()))
          .isZero();
    }
  }

  @Test
  void X03_a_job_is_not_seen_before_its_transaction_commits() throws InterruptedException {
    var performed = new CountDownLatch(1);
    try (var node =
        node(job -> {
              assertThat(entries()).isEqualTo(1);
              performed.countDown();
              return Outcome.completed();
            })
            .start(queue, 2)) {
      Futures.get(
          node.queue()
              .transaction(
                  tx ->
                      tx.enqueue(kind.job(new Note("a")))
                          .compose(
                              v -> {
                                assertThat(performed.getCount()).isEqualTo(1);
                                return write(tx.sql(), "after the enqueue");
                              })));
      assertThat(performed.await(20, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
      Await.until("its end", SOON, () -> jobs(JobState.COMPLETED) == 1);
    }
  }

  @Test
  void X03_a_settle_hook_writes_in_the_settling_transaction() {
    SettleHook hook =
        (tx, settled) -> {
          Future<?> written = Future.succeededFuture();
          for (var one : settled) {
            written =
                written.compose(
                    v -> write(tx.sql(), one.job().id() + " " + one.verdict().state().word()));
          }
          return written.mapEmpty();
        };
    try (var node =
        TestNode.on(database.url())
            .with(
                Work.of(
                        kind,
                        job -> {
                          if (job.args().text().equals("bad")) {
                            throw new JobFailed(new Failure.Never("bad"));
                          }
                          return Outcome.completed();
                        })
                    .onSettled(hook))
            .start(queue, 4)) {
      var good = Futures.get(node.queue().enqueue(kind.job(new Note("good")))).id();
      var bad = Futures.get(node.queue().enqueue(kind.job(new Note("bad")))).id();
      var later = kind.job(new Note("later")).at(java.time.Instant.now().plusSeconds(1000));
      Futures.get(node.queue().enqueue(later));
      Futures.get(node.queue().cancel(later.id(), "no"));
      Await.until("all ends", SOON, () -> jobs(JobState.PENDING) + jobs(JobState.RUNNING) == 0);
      assertThat(rows.all("select entry from ledger"))
          .containsExactlyInAnyOrder(
              good + " completed", bad + " discarded", later.id() + " cancelled");
    }
  }

  @Test
  void X03_a_hook_that_fails_for_one_job_does_not_hold_up_the_others() throws Exception {
    int count = 40;
    var all = new CountDownLatch(count);
    var failures = new AtomicInteger();
    var attempts = new AtomicInteger();
    // The fifth job's hook fails three times, in the group and by itself, then works.
    SettleHook hook =
        (tx, settled) -> {
          for (var one : settled) {
            if ("n5".equals(one.result()) && failures.incrementAndGet() <= 3) {
              return Future.failedFuture("this one cannot be written");
            }
          }
          Future<?> written = Future.succeededFuture();
          for (var one : settled) {
            written = written.compose(v -> write(tx.sql(), "" + one.result()));
          }
          return written.mapEmpty();
        };
    Set<String> performed = ConcurrentHashMap.newKeySet();
    try (var node =
        TestNode.on(database.url())
            .with(
                Work.of(
                        kind,
                        job -> {
                          attempts.incrementAndGet();
                          performed.add(job.args().text());
                          all.countDown();
                          all.await();
                          return new Outcome.Completed(List.of(), job.args().text());
                        })
                    .onSettled(hook))
            .start(queue, count)) {
      Futures.get(
          node.queue()
              .enqueueAll(
                  IntStream.range(0, count).mapToObj(i -> kind.job(new Note("n" + i))).toList()));
      Await.until("all jobs", SOON, () -> jobs(JobState.COMPLETED) == count);
      assertThat(entries()).isEqualTo(count);
      assertThat(failures.get()).isGreaterThan(3);
      assertThat(attempts).as("no work is done again for a hook's sake").hasValue(count);
    }
  }

  @Test
  void X03_follow_ups_are_stored_with_the_verdict_or_not_at_all() {
    var taken = kind.job(new Note("follow-up"));
    var once = new AtomicInteger();
    SettleHook hook =
        (tx, settled) ->
            once.incrementAndGet() == 1
                ? Future.failedFuture("the first settling fails")
                : Future.succeededFuture();
    try (var node =
        TestNode.on(database.url())
            .with(
                Work.of(
                        kind,
                        job ->
                            job.args().text().equals("first")
                                ? Outcome.completed(taken)
                                : Outcome.completed())
                    .onSettled(hook))
            .start(queue, 2)) {
      Futures.get(node.queue().enqueue(kind.job(new Note("first"))));
      Await.until("both", SOON, () -> jobs(JobState.COMPLETED) == 2);
      assertThat(jobs()).isEqualTo(2);
    }
  }

  @Test
  void callers_at_the_same_time_share_commits_and_each_is_answered() {
    try (var node = node(job -> Outcome.completed())) {
      var answers = new ArrayList<Future<Enqueued>>();
      for (int i = 0; i < 500; i++) {
        answers.add(node.queue().enqueue(kind.job(new Note("n" + i))));
      }
      assertThat(answers.stream().map(a -> Futures.get(a).id()).distinct()).hasSize(500);
      assertThat(jobs()).isEqualTo(500);
    }
  }
}
