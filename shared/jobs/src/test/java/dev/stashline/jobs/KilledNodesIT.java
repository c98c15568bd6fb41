package dev.stashline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.runtime.DatabaseConfig;
import dev.stashline.runtime.Migrations;
import dev.stashline.runtime.Secret;
import dev.stashline.standins.LocalPostgres;
import dev.stashline.testkit.Await;
import dev.stashline.testkit.JvmProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Real processes, killed in mid-work, on a Postgres that goes away in between. */
class KilledNodesIT {
  private static final int NODES = 3;
  private static final int KILLS = 4;
  private static final long SEED = 20_260_101;

  @Test
  void however_nodes_and_the_store_die_each_job_has_its_effect_once() throws Exception {
    var chance = new Random(SEED);
    try (var server = LocalPostgres.temporary().start()) {
      var url = server.createDatabase("killed");
      Migrations.run(
          new DatabaseConfig(new Secret(url), 2, Duration.ofSeconds(10)), PostgresStores.OWNERS);
      var rows = new Rows(url);
      rows.change("create table effect (job_id uuid primary key)");
      rows.change("create table tried (job_id uuid not null)");
      var nodes = new ArrayList<JvmProcess>();
      int enqueued = 0;
      try (var hands =
          TestNode.on(url)
              .name("hands")
              .with(Work.of(KilledNode.KIND, job -> Outcome.completed()))) {
        for (int i = 0; i < NODES; i++) {
          nodes.add(start(url, "node-" + i));
        }
        for (int kill = 0; kill < KILLS; kill++) {
          int victim = chance.nextInt(NODES);
          nodes.get(victim).awaitLine(Pattern.compile("started"), Duration.ofSeconds(60));
          enqueued += enqueue(hands, 400);
          // A moment drawn by chance while the nodes work: the wait is what is tested.
          LockSupport.parkNanos(Duration.ofMillis(chance.nextInt(20, 400)).toNanos());
          nodes.get(victim).kill();
          if (kill % 2 == 1) {
            server.restart();
          }
          nodes.set(victim, start(url, "node-" + victim));
        }
        enqueued += enqueue(hands, 400);
        int all = enqueued;
        Await.<Long>value(
            "the end of all jobs",
            Duration.ofSeconds(40),
            () -> rows.count("select count(*) from jobs.job where state = 'completed'"),
            done -> done == all);
      } finally {
        nodes.forEach(JvmProcess::close);
      }
      assertThat(rows.count("select count(*) from effect")).isEqualTo(enqueued);
      assertThat(
              rows.count(
                  "select count(*) from jobs.job j where not exists (select 1 from effect e where"
                      + " e.job_id = j.id)"))
          .isZero();
      assertThat(rows.count("select count(*) from jobs.job where attempt > 1"))
          .as("some attempts were cut off")
          .isPositive();
    }
  }

  private static JvmProcess start(String url, String name) {
    return JvmProcess.main(KilledNode.class)
        .named(name)
        .jvmOptions(
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow")
        .arguments(url, name)
        .start();
  }

  private static int enqueue(TestNode hands, int count) {
    var jobs = new ArrayList<NewJob>();
    for (int i = 0; i < count; i++) {
      jobs.add(KilledNode.KIND.job(new Note("n" + i)));
    }
    Futures.get(hands.queue().enqueueAll(List.copyOf(jobs)));
    return count;
  }
}
