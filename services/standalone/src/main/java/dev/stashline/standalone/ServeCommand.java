package dev.stashline.standalone;

import dev.stashline.runtime.Logs;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Production: some roles, settings from the environment alone. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = {
      "Runs roles in this process, with settings from the environment.",
      "Roles: ingress, webhooks, plans, messages, broker. Run `migrate` first."
    })
final class ServeCommand implements Callable<Integer> {
  @Parameters(
      arity = "1",
      split = ",",
      paramLabel = "ROLE",
      description = "One role, or several separated by commas.")
  private List<String> roles = List.of();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    var chosen = chosen();
    var settings = Environment.ofProcess(chosen).read(Settings::from);
    Logs.use(settings.log());
    var node = Await.result(Node.start(settings, chosen, null));
    var ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  node.stopping().stop();
                  ended.countDown();
                },
                "stop"));
    LoggerFactory.getLogger(ServeCommand.class)
        .atInfo()
        .addKeyValue("roles", chosen.stream().map(Role::word).toList())
        .addKeyValue("node", settings.jobs().node())
        .addKeyValue("app", node.appUrl().orElse("none"))
        .addKeyValue("broker", node.brokerUrl().orElse("none"))
        .addKeyValue("management", node.managementPort())
        .log("serving");
    ended.await();
    return 0;
  }

  private Set<Role> chosen() {
    try {
      return Role.parse(roles);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
