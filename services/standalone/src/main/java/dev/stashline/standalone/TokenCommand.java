package dev.stashline.standalone;

import dev.stashline.runtime.AuthConfig;
import dev.stashline.runtime.Caller;
import dev.stashline.runtime.Tokens;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Mints a bearer token for trying things out. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    description = "Prints a bearer token signed with AUTH_HS256_SECRET, for trying the API out.")
final class TokenCommand implements Callable<Integer> {
  @Parameters(arity = "1", paramLabel = "SUBJECT", description = "Who the token speaks for.")
  private String subject = "";

  @Option(names = "--role", split = ",", description = "Roles, such as admin or coach.")
  private List<String> roles = List.of();

  @Option(
      names = "--tenant",
      defaultValue = "default",
      description = "The tenant (default: ${DEFAULT-VALUE}).")
  private String tenant = "";

  @Option(
      names = "--hours",
      defaultValue = "1",
      description = "How long it is good for (default: ${DEFAULT-VALUE}).")
  private int hours;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() {
    var auth = Environment.ofProcess().read(AuthConfig::from);
    spec.commandLine()
        .getOut()
        .println(
            Tokens.mint(
                auth,
                new Caller(subject, Set.copyOf(roles), tenant),
                Duration.ofHours(hours),
                InstantSource.system()));
    return 0;
  }
}
