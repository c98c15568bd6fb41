package dev.stashline.standalone;

import dev.stashline.runtime.LogConfig;
import dev.stashline.runtime.Logs;
import dev.stashline.runtime.MovableClock;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Everything in one process, on embedded parts, until it is stopped. */
@Command(
    name = "dev",
    mixinStandardHelpOptions = true,
    description =
        "Runs everything in this process on embedded Postgres, Redis and mail, until you stop it.")
final class DevCommand implements Callable<Integer> {
  @Option(names = "--fresh", description = "Empties the data of earlier runs first.")
  private boolean fresh;

  @Option(
      names = "--port",
      defaultValue = "3000",
      description = "The app's port (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--broker-port",
      defaultValue = "8080",
      description = "The broker's port (default: ${DEFAULT-VALUE}).")
  private int brokerPort;

  @Option(
      names = "--inbox-port",
      defaultValue = "8025",
      description = "The inbox page's port (default: ${DEFAULT-VALUE}).")
  private int inboxPort;

  @Option(
      names = "--chat-port",
      defaultValue = "8026",
      description = "The port of the chat stand-in and its page (default: ${DEFAULT-VALUE}).")
  private int chatPort;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    long began = System.nanoTime();
    var out = spec.commandLine().getOut();
    Logs.use(new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.WARN));
    var clock = new MovableClock(InstantSource.system());
    try (var ground =
        LocalGround.start(
            Home.data().resolve("dev"), fresh, clock, inboxPort, chatPort, out::println)) {
      var env = Environment.over(ground.settings(port, brokerPort));
      var settings = env.read(Settings::from);
      Logs.use(settings.log());
      Schema.migrate(settings.database());
      var node = Await.result(Node.start(settings, Role.all(), clock));
      DevSample.store(node.appUrl().orElseThrow(), clock);
      var ended = new CountDownLatch(1);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    node.stopping().stop();
                    ground.close();
                    ended.countDown();
                  },
                  "stop"));
      out.printf(
          "%nStashline runs (ready after %.1f s). Stop it with Ctrl-C.%n%n",
          (System.nanoTime() - began) / 1e9);
      out.println("  onboarding   " + node.appUrl().orElse("") + "/sage/onboarding");
      out.println("  API          " + node.appUrl().orElse("") + "/docs");
      out.println("  messages     " + node.appUrl().orElse("") + "/coach/messages");
      out.println("  inbox        " + ground.inbox().url());
      out.println("  chat         " + ground.chat().url());
      out.println("  broker       " + node.brokerUrl().orElse(""));
      out.println("  health       http://localhost:" + node.managementPort() + "/health/ready");
      out.println("  data         " + Home.data().resolve("dev") + "   (--fresh empties it)");
      out.println();
      out.flush();
      ended.await();
    }
    return 0;
  }
}
