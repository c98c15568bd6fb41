package dev.stashline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.testkit.Await;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Two nodes on one database, far more jobs than slots, and jobs that fail now and then. */
class TwoNodesIT extends EngineCase {
  private static final int COUNT = 10_000;

  @Test
  void of_ten_thousand_jobs_none_is_lost_and_none_is_done_twice() {
    rows.change("create table if not exists effect (job_id uuid not null, node text not null)");
    rows.change("truncate effect");
    try (var a = performing("a");
        var b = performing("b")) {
      a.start(queue, 64);
      b.start(queue, 64);
      var jobs = new ArrayList<NewJob>();
      for (int i = 0; i < COUNT; i++) {
        jobs.add(kind.job(new Note("" + i)));
      }
      for (int i = 0; i < COUNT; i += 500) {
        var node = i % 1000 == 0 ? a : b;
        Futures.get(node.queue().enqueueAll(jobs.subList(i, i + 500)));
      }
      Await.<Long>value(
          "the end of all jobs",
          Duration.ofSeconds(90),
          () -> jobs(JobState.COMPLETED),
          done -> done == COUNT);
    }
    assertThat(rows.count("select count(*) from effect")).isEqualTo(COUNT);
    assertThat(rows.count("select count(distinct job_id) from effect")).isEqualTo(COUNT);
    for (String node : List.of("a", "b")) {
      assertThat(rows.count("select count(*) from effect where node = ?", node))
          .as("both do their share")
          .isGreaterThan(COUNT / 20);
    }
  }

  /** The effect is written in the settling transaction, so a job done twice would show. */
  private TestNode performing(String name) {
    Handler<Note> handler =
        job -> {
          if (job.attempt() == 1 && job.args().text().endsWith("7")) {
            throw new JobFailed(new Failure.RetryNow("every tenth fails once"));
          }
          return Outcome.completed();
        };
    SettleHook effect =
        (tx, settled) ->
            tx.sql()
                .preparedQuery("insert into effect select unnest($1::uuid[]), $2")
                .execute(
                    Tuple.of(
                        settled.stream()
                            .filter(one -> one.verdict() instanceof Verdict.Complete)
                            .map(one -> one.job().id())
                            .toArray(UUID[]::new),
                        name))
                .mapEmpty();
    return node()
        .name(name)
        .lease(Duration.ofSeconds(5))
        .with(Work.of(kind, handler).onSettled(effect));
  }
}
