package dev.stashline.standalone;

import dev.stashline.runtime.DatabaseConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Brings the tables up to date. */
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    description =
        "Brings the tables in DATABASE_URL up to date. Safe to run again, and from several places at once.")
final class MigrateCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    var applied = Schema.migrate(Environment.ofProcess().read(DatabaseConfig::from));
    applied.forEach(line -> out.println("  applied " + line));
    out.println(
        applied.isEmpty() ? "Everything is up to date." : applied.size() + " migrations applied.");
    return 0;
  }
}
