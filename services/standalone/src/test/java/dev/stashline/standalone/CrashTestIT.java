package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** The harness that users run, for a few seconds: brokers and Postgres are really killed. */
class CrashTestIT {
  @Test
  void killed_brokers_and_a_killed_postgres_lose_nothing_fire_all_end_runs_and_keep_order() {
    var out = new StringWriter();
    int ended =
        Stashline.commandLine()
            .setOut(new PrintWriter(out))
            .execute("crash-test", "--seconds", "9", "--seed", "7");

    assertThat(ended).as(out.toString()).isZero();
    assertThat(out.toString())
        .contains("Every promise was kept.")
        .containsPattern("brokers killed +[1-9]")
        .containsPattern("Postgres killed +[1-9]")
        .containsPattern("schedules' occurrences +[1-9][0-9]")
        .containsPattern("workflow runs started +[1-9][0-9]")
        .containsPattern("steps in their logs +[1-9][0-9]");
  }
}
