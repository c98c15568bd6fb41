package dev.stashline.broker;

import dev.stashline.qstash.Destination;
import java.util.Comparator;
import java.util.Locale;

/**
 * The server that a message goes to, as one account sees it: one account's trouble there pauses no
 * other's messages.
 *
 * @param origin scheme, host and port, such as {@code https://example.com:8443}; the scheme's own
 *     port is left out
 */
record Endpoint(String account, String origin) implements Comparable<Endpoint> {
  private static final Comparator<Endpoint> ORDER =
      Comparator.comparing(Endpoint::account).thenComparing(Endpoint::origin);

  static Endpoint of(String account, Destination.Url url) {
    return new Endpoint(account, origin(url));
  }

  private static String origin(Destination.Url url) {
    String host = url.host().toLowerCase(Locale.ROOT);
    boolean isUsual = url.port() == (url.tls() ? 443 : 80);
    return (url.tls() ? "https://" : "http://")
        + (host.indexOf(':') < 0 ? host : "[" + host + "]")
        + (isUsual ? "" : ":" + url.port());
  }

  @Override
  public int compareTo(Endpoint other) {
    return ORDER.compare(this, other);
  }
}
