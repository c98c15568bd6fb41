package dev.stashline.standalone;

import static dev.stashline.standalone.TextTable.column;

import dev.stashline.runtime.ConfigProblems;
import dev.stashline.runtime.Env;
import dev.stashline.runtime.Setting;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what is set, what is reached, and what is switched on. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Checks every setting and reaches for every dependency.",
      "Ends 0 if all is well, 1 if a dependency is not reached, 78 if a setting is missing or wrong."
    })
final class DoctorCommand implements Callable<Integer> {
  @Option(names = "--all", description = "Shows the settings too that stand at their default.")
  private boolean all;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    var env = Environment.ofProcess();
    var settings = Settings.from(env);
    print("Settings", settingsTable(env));
    if (!env.problems().isEmpty()) {
      print("What is wrong", problemsTable(env));
      return Stashline.WRONG_SETTINGS;
    }
    var vertx = Vertx.vertx();
    try {
      var reached = Await.result(Dependency.checkAll(vertx, settings, InstantSource.system()));
      print(
          "Dependencies",
          TextTable.of(
              reached,
              column("dependency", Dependency::name),
              column("reached", Dependency::word),
              column("ms", d -> Long.toString(d.ms())),
              column("detail", Dependency::detail)));
      var features = new ArrayList<>(Feature.of(settings));
      features.add(Await.result(Feature.broker(vertx, settings)));
      features.add(Await.result(Feature.drift(vertx, settings)));
      print(
          "Features",
          TextTable.of(
              features,
              column("feature", Feature::name),
              column("is", f -> f.on() ? "on" : "off"),
              column("why", Feature::why)));
      return reached.stream().allMatch(Dependency::reached) ? 0 : 1;
    } finally {
      Await.result(vertx.close());
    }
  }

  private String settingsTable(Env env) {
    var shown =
        env.settings().stream().filter(s -> all || s.state() != Setting.State.DEFAULT).toList();
    return TextTable.of(
        shown,
        column("setting", Setting::name),
        column("state", s -> s.state().name().toLowerCase(java.util.Locale.ROOT)),
        column("value", Setting::shown),
        column("meaning", Setting::meaning));
  }

  private static String problemsTable(Env env) {
    return TextTable.of(
        env.problems(),
        column("setting", ConfigProblems.Problem::name),
        column("problem", ConfigProblems.Problem::reason));
  }

  private void print(String title, String table) {
    var out = spec.commandLine().getOut();
    out.println(title);
    out.println(table);
    out.println();
    out.flush();
  }
}
