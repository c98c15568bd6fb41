package dev.stashline.standalone;

import dev.stashline.runtime.ConfigProblems;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(
    name = "stashline",
    mixinStandardHelpOptions = true,
    version = "stashline 0.1.0",
    description = "Background work that must not be lost: plans, and a QStash-compatible broker.",
    footer = {
      "",
      "verify passes all tests: it is run by the launcher script, ./stashline verify [--no-browser]."
    },
    subcommands = {
      DemoCommand.class,
      DevCommand.class,
      ServeCommand.class,
      MigrateCommand.class,
      DoctorCommand.class,
      TokenCommand.class,
      CrashTestCommand.class
    })
public final class Stashline implements Runnable {
  /** What a command returns when its settings are wrong (sysexits.h, EX_CONFIG). */
  static final int WRONG_SETTINGS = 78;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Stashline())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              if (failure instanceof ConfigProblems problems) {
                command.getErr().println("The settings are not complete:");
                problems
                    .problems()
                    .forEach(p -> command.getErr().println("  " + p.name() + "  " + p.reason()));
                return WRONG_SETTINGS;
              }
              command.getErr().println("stashline: " + Failed.words(failure));
              return 1;
            });
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
