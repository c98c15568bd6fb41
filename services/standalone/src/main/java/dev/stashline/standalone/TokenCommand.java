package dev.stashline.standalone;

import dev.stashline.runtime.AuthConfig;
import dev.stashline.runtime.Caller;
import dev.stashline.runtime.Tokens;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes bearer tokens: of the API for trying things out, of the broker for its users. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    description = {
      "Prints a bearer token for trying the API out, signed with AUTH_HS256_SECRET.",
      "With --broker: makes users of the broker and their tokens, in DATABASE_URL. A user may have several"
          + " tokens, so that a new one is in use before the old one is revoked."
    },
    customSynopsis = {
      "stashline token SUBJECT [--role=ROLE,…] [--tenant=TENANT] [--hours=N]",
      "       stashline token --broker NAME [--read-only]",
      "       stashline token --broker NAME --revoke [TOKEN-ID]",
      "       stashline token --broker --list"
    })
final class TokenCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "SUBJECT or NAME",
      description = "Who the token speaks for; with --broker the user's name.")
  private @Nullable String subject;

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

  @Option(
      names = "--broker",
      description = "A token of the broker, good until it is revoked; makes the user, too.")
  private boolean broker;

  @Option(names = "--read-only", description = "The token may GET, and nothing else.")
  private boolean readOnly;

  @Option(
      names = "--revoke",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "TOKEN-ID",
      description = "Takes all tokens of the user away, or this one.")
  private @Nullable String revoke;

  @Option(names = "--list", description = "Shows the users and their tokens' ids.")
  private boolean list;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (broker) {
      return ofBroker();
    }
    if (readOnly || list || revoke != null) {
      throw wrong("--read-only, --revoke and --list go together with --broker");
    }
    var auth = Environment.ofProcess().read(AuthConfig::from);
    spec.commandLine()
        .getOut()
        .println(
            Tokens.mint(
                auth,
                new Caller(required("SUBJECT"), Set.copyOf(roles), tenant),
                Duration.ofHours(hours),
                InstantSource.system()));
    return 0;
  }

  private int ofBroker() throws Exception {
    for (String option : List.of("--role", "--tenant", "--hours")) {
      if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
        throw wrong(option + " is for tokens of the API, not of the broker");
      }
    }
    var out = spec.commandLine().getOut();
    var tokens = BrokerTokens.of(out, spec.commandLine().getErr());
    if (list) {
      if (subject != null || readOnly || revoke != null) {
        throw wrong("--list takes no NAME and nothing else");
      }
      return tokens.list();
    }
    if (revoke == null) {
      return tokens.mint(required("NAME"), readOnly);
    }
    if (readOnly) {
      throw wrong("--read-only is for making a token, not for revoking one");
    }
    // "--revoke NAME": what follows it is a token's id only if it looks like one.
    return subject == null && !revoke.startsWith(BrokerTokens.TOKEN_ID) && !revoke.isEmpty()
        ? tokens.revoke(revoke, null)
        : tokens.revoke(required("NAME"), revoke.isEmpty() ? null : revoke);
  }

  private String required(String what) {
    if (subject == null) {
      throw wrong("Missing: " + what);
    }
    return subject;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
