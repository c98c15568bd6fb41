package dev.stashline.standalone;

import dev.stashline.runtime.LogConfig;
import dev.stashline.runtime.Logs;
import dev.stashline.runtime.MovableClock;
import dev.stashline.standins.Ports;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The main job once, from the form to the mail, over HTTP, on embedded parts. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Makes a real plan for a sample person, from the form to the mail, and shows its progress.")
final class DemoCommand implements Callable<Integer> {
  private static final Duration LONGEST = Duration.ofMinutes(2);

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Logs.use(new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.WARN));
    out.println("Starting Postgres, Redis, a mail server, the broker and the services ...");
    out.flush();
    var clock = new MovableClock(InstantSource.system());
    int appPort = Ports.free();
    int brokerPort = Ports.free();
    try (var ground =
        LocalGround.start(Home.data().resolve("demo"), true, clock, 0, 0, line -> {})) {
      var settings = Environment.over(ground.settings(appPort, brokerPort)).read(Settings::from);
      Schema.migrate(settings.database());
      var node = Await.result(Node.start(settings, Role.all(), clock));
      try {
        var demo = new Demo("http://127.0.0.1:" + appPort, out);
        var plan = demo.make(LONGEST);
        var mail = ground.inbox().awaitMail(Demo.EMAIL, LONGEST);
        var kept = MailFile.write(Home.data().resolve("demo-mail"), mail);
        demo.print(plan, mail.subject(), kept);
        return 0;
      } finally {
        node.stopping().stop();
      }
    }
  }
}
