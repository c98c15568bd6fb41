package dev.stashline.standins;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong at the chat stand-in, switched on by tests and by the curious. Of several faults
 * that fit a call, the oldest is taken.
 */
public final class StreamFaults {

  /** As a number of times: until {@link #clear}. */
  public static final int ALWAYS = Integer.MAX_VALUE;

  private final List<Rule> rules = new LinkedList<>();

  private static final class Rule {
    private final StreamFault fault;
    private final @Nullable StreamEndpoint at;
    private final @Nullable String about;
    private int left;

    private Rule(
        StreamFault fault, @Nullable StreamEndpoint at, @Nullable String about, int times) {
      this.fault = fault;
      this.at = at;
      this.about = about;
      this.left = times;
    }

    private boolean fits(StreamEndpoint endpoint, Set<String> ids) {
      return (at == null || at == endpoint) && (about == null || ids.contains(about));
    }
  }

  /** Lets the next calls go wrong, whatever they are. */
  public void next(int times, StreamFault fault) {
    add(times, null, null, fault);
  }

  /** Lets the next calls of one kind go wrong. */
  public void next(int times, StreamEndpoint at, StreamFault fault) {
    add(times, at, null, fault);
  }

  /**
   * Lets the next calls of one kind go wrong that concern one user, channel or message.
   *
   * @param about its id; a message concerns its author and all members of its channel
   */
  public void next(int times, StreamEndpoint at, String about, StreamFault fault) {
    add(times, at, about, fault);
  }

  /** Switches everything off. */
  public synchronized void clear() {
    rules.clear();
  }

  /**
   * Adds a fault from its description.
   *
   * <pre>
   *   kind      refuse (status, code, seconds for Retry-After), rate-limit (seconds), throttle,
   *             hang, drop, late (seconds), lost
   *   times     1 unless told; 0 for always
   *   endpoint  such as SendMessage; any unless told
   *   about     an id; any unless told
   * </pre>
   *
   * @throws IllegalArgumentException when it is none
   */
  void add(JsonObject description) {
    int times = description.getInteger("times", 1);
    String endpoint = description.getString("endpoint");
    add(
        times == 0 ? ALWAYS : times,
        endpoint == null
            ? null
            : StreamEndpoint.of(endpoint)
                .orElseThrow(() -> new IllegalArgumentException("There is no such endpoint")),
        description.getString("about"),
        fault(description));
  }

  synchronized Optional<StreamFault> take(StreamEndpoint endpoint, Set<String> ids) {
    for (Iterator<Rule> each = rules.iterator(); each.hasNext(); ) {
      Rule rule = each.next();
      if (rule.fits(endpoint, ids)) {
        if (rule.left != ALWAYS && --rule.left == 0) {
          each.remove();
        }
        return Optional.of(rule.fault);
      }
    }
    return Optional.empty();
  }

  private synchronized void add(
      int times, @Nullable StreamEndpoint at, @Nullable String about, StreamFault fault) {
    if (times > 0) {
      rules.add(new Rule(fault, at, about, times));
    }
  }

  private static StreamFault fault(JsonObject description) {
    Optional<Duration> seconds =
        Optional.ofNullable(description.getLong("seconds")).map(Duration::ofSeconds);
    return switch (description.getString("kind", "")) {
      case "refuse" ->
          new StreamFault.Refuse(
              description.getInteger("status", 500), description.getInteger("code", -1), seconds);
      case "rate-limit" -> new StreamFault.RateLimit(seconds.orElse(Duration.ofMinutes(1)));
      case "throttle" -> new StreamFault.Throttle();
      case "hang" -> new StreamFault.Hang();
      case "drop" -> new StreamFault.Drop();
      case "late" -> new StreamFault.Late(seconds.orElse(Duration.ofMinutes(1)));
      case "lost" -> new StreamFault.Lost();
      default ->
          throw new IllegalArgumentException(
              "kind is one of refuse, rate-limit, throttle, hang, drop, late, lost");
    };
  }
}
