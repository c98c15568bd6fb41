package dev.stashline.qstash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What follows {@code /v2/publish/}, {@code /v2/schedules/} or {@code /v2/enqueue/} in a request
 * line, or stands as {@code destination} in a batch item.
 *
 * <pre>
 *   https://a.test/b?x=1&amp;upstash-retries=2&amp;y=%20     as it was sent
 *   ├─ destination  https://a.test/b?x=1&amp;y=%20         order and encoding kept
 *   └─ settings     upstash-retries → 2                  decoded
 * </pre>
 *
 * @param queue the queue of an enqueue, else null
 * @param destination the URL without the broker's own parameters, or the group
 * @param settings parameters whose name starts with {@code upstash-} in any case, in order, names
 *     and values decoded; to be read after the headers by {@link PublishSettings#read}
 * @param token the value of {@code qstash_token}, null without one; a secret
 */
public record PublishTarget(
    @Nullable String queue,
    Destination destination,
    List<Map.Entry<String, String>> settings,
    @Nullable String token) {

  private static final String TOKEN = "qstash_token";
  private static final String FIELD = "invalid destination url";

  /**
   * Reads a destination from the <b>raw</b> request line: a router that has decoded it or folded
   * its slashes has already broken it.
   *
   * @throws BadRequestException if it is neither a URL nor a name, with the hosted service's
   *     wording
   */
  public static PublishTarget parse(String raw) {
    return read(null, raw);
  }

  /**
   * Reads {@code {queue}/{destination}}.
   *
   * @throws BadRequestException as {@link #parse}, and if the queue's name is missing or malformed
   */
  public static PublishTarget parseEnqueue(String raw) {
    int slash = raw.indexOf('/');
    if (slash < 0) {
      throw new BadRequestException("destination", "must follow the queue name");
    }
    try {
      return read(Names.require(raw.substring(0, slash)), raw.substring(slash + 1));
    } catch (InvalidValueException e) {
      throw new BadRequestException("queue name", e.reason());
    }
  }

  private static PublishTarget read(@Nullable String queue, String raw) {
    int mark = raw.indexOf('?');
    if (mark < 0) {
      return new PublishTarget(queue, destination(raw, raw), List.of(), null);
    }
    String address = raw.substring(0, mark);
    var settings = new ArrayList<Map.Entry<String, String>>();
    String token = null;
    var kept = new StringBuilder();
    boolean untouched = true;
    for (String parameter : raw.substring(mark + 1).split("&", -1)) {
      int equals = parameter.indexOf('=');
      String name = decodedName(equals < 0 ? parameter : parameter.substring(0, equals));
      boolean isToken = name.equals(TOKEN);
      if (!isToken && !name.toLowerCase(Locale.ROOT).startsWith("upstash-")) {
        kept.append(kept.isEmpty() ? '?' : '&').append(parameter);
        continue;
      }
      untouched = false;
      String value = decodedValue(name, equals < 0 ? "" : parameter.substring(equals + 1));
      if (isToken) {
        token = value;
      } else {
        settings.add(Map.entry(name, value));
      }
    }
    return new PublishTarget(
        queue,
        destination(address, untouched ? raw : address + kept),
        List.copyOf(settings),
        token);
  }

  private static Destination destination(String address, String whole) {
    if (Names.isName(address)) {
      return new Destination.Group(address);
    }
    try {
      return Destination.url(whole);
    } catch (InvalidValueException e) {
      throw new BadRequestException(FIELD, e.reason());
    }
  }

  /** A name with a broken escape cannot be ours; it stays with the URL as it is. */
  private static String decodedName(String name) {
    try {
      return URLDecoder.decode(name, UTF_8);
    } catch (IllegalArgumentException _) {
      return name;
    }
  }

  private static String decodedValue(String name, String value) {
    try {
      return URLDecoder.decode(value, UTF_8);
    } catch (IllegalArgumentException _) {
      throw new BadRequestException(name, "has a broken percent escape");
    }
  }

  /** Leaves out the token and the settings' values. */
  @Override
  public String toString() {
    return "PublishTarget[queue=" + queue + ", destination=" + destination + "]";
  }
}
