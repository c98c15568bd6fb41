package dev.stashline.qstash;

import java.util.Locale;
import java.util.Set;

/** Names of HTTP headers: how they are written, and which ones a publisher has no say in. */
public final class HeaderNames {

  public static final String SIGNATURE = "Upstash-Signature";
  public static final String MESSAGE_ID = "Upstash-Message-Id";
  public static final String RETRIED = "Upstash-Retried";
  public static final String TOPIC_NAME = "Upstash-Topic-Name";
  public static final String SCHEDULE_ID = "Upstash-Schedule-Id";
  public static final String CALLER_IP = "Upstash-Caller-Ip";
  public static final String REGION = "Upstash-Region";

  /** Our own, beyond QStash: see {@link DeliveryHeaders.Fence}. */
  public static final String ATTEMPT = "Stashline-Attempt";

  public static final String EPOCH = "Stashline-Epoch";
  public static final String NON_RETRYABLE = "Upstash-NonRetryable-Error";

  /** Set by whoever writes the request on the wire; taking over a sender's breaks the delivery . */
  private static final Set<String> FRAMING =
      Set.of(
          "host",
          "content-length",
          "transfer-encoding",
          "connection",
          "keep-alive",
          "te",
          "trailer",
          "upgrade",
          "expect");

  /** Set by the broker on each delivery; a forwarded header of the same name must not win. */
  private static final Set<String> BROKERS_OWN =
      Set.of(
          "content-type",
          "user-agent",
          "upstash-message-id",
          "upstash-retried",
          "upstash-signature",
          "upstash-topic-name",
          "upstash-schedule-id",
          "upstash-caller-ip",
          "upstash-region",
          "stashline-attempt",
          "stashline-epoch");

  private HeaderNames() {}

  /** Whether a header of this name may be forwarded to a destination. */
  public static boolean mayForward(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return !FRAMING.contains(lower) && !BROKERS_OWN.contains(lower) && !lower.startsWith("proxy-");
  }

  /** Whether the text can be a header's name at all: an RFC 9110 token. */
  public static boolean isToken(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (!isTokenChar(name.charAt(i))) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  /**
   * Writes a name as Go does, because clients compare stored headers by it: the first letter and
   * each letter after a hyphen upper case, the rest lower ({@code x-request-ID} becomes {@code
   * X-Request-Id}). What is no token comes back unchanged.
   */
  public static String canonical(String name) {
    if (!isToken(name)) {
      return name;
    }
    char[] out = name.toCharArray();
    boolean start = true;
    for (int i = 0; i < out.length; i++) {
      char c = out[i];
      if (start && c >= 'a' && c <= 'z') {
        out[i] = (char) (c - 32);
      } else if (!start && c >= 'A' && c <= 'Z') {
        out[i] = (char) (c + 32);
      }
      start = c == '-';
    }
    return new String(out);
  }

  private static boolean isTokenChar(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }

  /**
   * Whether the text can be a header's value: no control characters but the tab. Anything else
   * could smuggle in a line.
   */
  static boolean isValue(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < 0x20 && c != '\t') || c == 0x7f) {
        return false;
      }
    }
    return true;
  }
}
