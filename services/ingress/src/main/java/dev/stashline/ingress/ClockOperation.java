package dev.stashline.ingress;

import dev.stashline.runtime.Answers;
import dev.stashline.runtime.MovableClock;
import dev.stashline.runtime.Operation;
import dev.stashline.runtime.Problem;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Moves the clock of this process ahead, for development alone: the assembly must not mount it
 * elsewhere.
 */
public final class ClockOperation {
  private static final Pattern SHORT = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Duration MOST = Duration.ofDays(3660);

  private final MovableClock clock;

  private ClockOperation(MovableClock clock) {
    this.clock = clock;
  }

  public static Operation of(MovableClock clock) {
    return new Operation("moveClock", new ClockOperation(clock)::move);
  }

  private void move(RoutingContext ctx) {
    Duration ahead = parse(ctx.body().asJsonObject().getString("ahead"));
    if (ahead.isNegative() || ahead.compareTo(MOST) > 0) {
      throw Problem.invalid("/ahead", "must be from 0 to 3660 days").exception();
    }
    Answers.json(ctx, Map.of("now", clock.moveAhead(ahead)));
  }

  private static Duration parse(String text) {
    var matcher = SHORT.matcher(text);
    if (matcher.matches()) {
      long n = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(n);
        case "s" -> Duration.ofSeconds(n);
        case "m" -> Duration.ofMinutes(n);
        case "h" -> Duration.ofHours(n);
        default -> Duration.ofDays(n);
      };
    }
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException | ArithmeticException e) {
      throw Problem.invalid("/ahead", "must be a duration such as PT1H, 90s, 15m, 1h or 7d")
          .exception();
    }
  }
}
