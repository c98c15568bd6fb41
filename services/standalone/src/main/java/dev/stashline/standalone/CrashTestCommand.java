package dev.stashline.standalone;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import dev.stashline.runtime.DatabaseConfig;
import dev.stashline.runtime.Env;
import dev.stashline.runtime.LogConfig;
import dev.stashline.runtime.Logs;
import dev.stashline.standalone.crash.CrashPlan;
import dev.stashline.standalone.crash.CrashTest;
import dev.stashline.standalone.crash.Findings;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows on this machine what the broker promises when processes die. */
@Command(
    name = "crash-test",
    mixinStandardHelpOptions = true,
    description = {
      "Publishes to broker processes and kills them, and their Postgres, with SIGKILL.",
      "Then tells what was lost (nothing may be), repeated, or out of order. Ends 0 if all promises were kept."
    })
final class CrashTestCommand implements Callable<Integer> {
  private static final int SECONDS_SHORT = 20;
  private static final int SECONDS_LONG = 600;

  /** Four fall due in each second. */
  private static final int SCHEDULES = 240;

  /** Each takes some seconds, most of which it sleeps. */
  private static final int RUNS = 32;

  @Option(names = "--long", description = "Ten minutes of kills instead of twenty seconds.")
  private boolean isLong;

  @Option(names = "--seconds", paramLabel = "N", description = "So many seconds of kills.")
  private int seconds;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "2",
      description = "Broker processes (default ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--queues",
      paramLabel = "N",
      defaultValue = "4",
      description = "Queues whose order is watched (default ${DEFAULT-VALUE}).")
  private int queues;

  @Option(names = "--keep-postgres", description = "Kill brokers alone; the database stays up.")
  private boolean keepPostgres;

  @Option(names = "--seed", paramLabel = "N", description = "Throws the same dice again.")
  private long seed;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Logs.use(new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.ERROR));
    var plan = plan();
    var folder = Home.data().resolve("crash-test");
    LocalGround.delete(folder);
    out.printf(
        Locale.ROOT,
        "%d brokers, %d publishers, %d queues, %d schedules, %d workflows; %d s calm, %d s storm; seed %d; logs in %s%n",
        plan.nodes(),
        plan.publishers(),
        plan.lines(),
        plan.schedules(),
        plan.runs(),
        plan.calm().toSeconds(),
        plan.storm().toSeconds(),
        plan.seed(),
        folder);
    out.flush();
    Findings findings;
    try (var shown = new CrashProgress(out)) {
      findings =
          new CrashTest(
                  plan,
                  folder,
                  database ->
                      Schema.migrate(
                          new Env(name -> "DATABASE_URL".equals(name) ? database.text() : null)
                              .read(DatabaseConfig::from)),
                  shown::show)
              .run();
    }
    print(out, findings);
    return findings.good() ? 0 : 1;
  }

  private CrashPlan plan() {
    int storm = seconds > 0 ? seconds : isLong ? SECONDS_LONG : SECONDS_SHORT;
    return new CrashPlan(
        Math.max(1, nodes),
        Duration.ofSeconds(Math.clamp(storm / 3, 3, 30)),
        Duration.ofSeconds(storm),
        16,
        Math.max(0, queues),
        SCHEDULES,
        RUNS,
        !keepPostgres,
        seed == 0 ? new SecureRandom().nextLong(1, 1_000_000) : seed);
  }

  private static void print(PrintWriter out, Findings f) {
    record Line(String what, String value, String promise) {}
    var lines =
        List.of(
            new Line("published, answered 2xx", "%,d".formatted(f.published()), ""),
            new Line("brokers killed", "" + f.brokersKilled(), ""),
            new Line("Postgres killed", "" + f.databaseKilled(), ""),
            new Line("lost", "" + f.lost(), "0"),
            new Line("delivered twice without a kill", "" + f.repeatedInCalm(), "0"),
            new Line("delivered again after a kill", "" + f.repeatedInStorm(), "at least once"),
            new Line("   of these without a higher epoch", "" + f.unfenced(), "0"),
            new Line("under another message id", "" + f.underTwoIds(), "0"),
            new Line("out of their queue's order", "" + f.outOfOrder(), "0"),
            new Line("schedules' occurrences", "%,d".formatted(f.occurrences()), ""),
            new Line("   of these missed", "" + f.occurrencesMissed(), "0"),
            new Line("   published twice", "" + f.occurrencesTwice(), "0"),
            new Line("workflow runs started", "%,d".formatted(f.runs().started()), ""),
            new Line("   of these not ended", "" + f.runs().unended(), "0"),
            new Line("   steps in their logs", "%,d".formatted(f.runs().steps()), ""),
            new Line("   steps missing there", "" + f.runs().stepsMissing(), "0"),
            new Line("   steps there twice", "" + f.runs().stepsTwice(), "0"),
            new Line("   told twice without a kill", "" + f.runs().toldInCalm(), "0"),
            new Line("   told again after a kill", "" + f.runs().toldInStorm(), "at least once"),
            new Line("with a wrong signature", "" + f.forged(), "0"),
            new Line("still unfinished", "" + f.unfinished(), "0"),
            new Line(
                "publish to delivery in the calm, p50 / p99",
                "%.1f / %.1f ms".formatted(f.p50Millis(), f.p99Millis()),
                ""),
            new Line("longest of all", "%.1f s".formatted(f.slowestMillis() / 1e3), ""));
    out.println(
        AsciiTable.getTable(
            AsciiTable.NO_BORDERS,
            lines,
            List.of(
                new Column().header("").dataAlign(HorizontalAlign.LEFT).with(Line::what),
                new Column().header("found").dataAlign(HorizontalAlign.RIGHT).with(Line::value),
                new Column()
                    .header("promised")
                    .dataAlign(HorizontalAlign.LEFT)
                    .with(Line::promise))));
    out.println(f.good() ? "Every promise was kept." : "A promise was BROKEN.");
    out.flush();
  }
}
