package dev.stashline.qstash;

import dev.stashline.qstash.Destination.Url;

/**
 * Takes a URL apart without changing it. {@link java.net.URI} is too strict for the paths and
 * queries found in the wild, and a second, laxer reader behind it could see another host than we
 * do; so there is this one, strict about host and port.
 */
final class UrlReader {

  /** Our choice; most servers refuse request lines over 8 KiB. */
  static final int MAX_LENGTH = 8_192;

  /** As users of the hosted service quote it. */
  static final String NO_SCHEME = "endpoint has invalid scheme, add http:// or https://";

  private UrlReader() {}

  static Url read(String given) {
    boolean tls = given.regionMatches(true, 0, "https://", 0, 8);
    if (!tls && !given.regionMatches(true, 0, "http://", 0, 7)) {
      throw new InvalidValueException(NO_SCHEME);
    }
    if (given.length() > MAX_LENGTH) {
      throw new InvalidValueException("endpoint is longer than " + MAX_LENGTH + " characters");
    }
    int fragment = given.indexOf('#');
    String text = fragment < 0 ? given : given.substring(0, fragment);
    requirePlain(text);
    int start = tls ? 8 : 7;
    int end = authorityEnd(text, start);
    String authority = text.substring(start, end);
    int at = authority.lastIndexOf('@');
    String hostAndPort = authority.substring(at + 1);
    int hostEnd = hostEnd(hostAndPort);
    String host = host(hostAndPort.substring(0, hostEnd));
    int port = port(hostAndPort.substring(hostEnd), tls);
    String rest = text.substring(end);
    String target = rest.startsWith("/") ? rest : "/" + rest;
    return new Url(text, tls, host, port, target, at < 0 ? "" : authority.substring(0, at));
  }

  private static void requirePlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        throw new InvalidValueException(
            "endpoint has a space, control or non-ASCII character, percent-encode it");
      }
      if (c == '\\') {
        throw new InvalidValueException("endpoint has a backslash, percent-encode it");
      }
    }
  }

  private static int authorityEnd(String text, int start) {
    for (int i = start; i < text.length(); i++) {
      if (text.charAt(i) == '/' || text.charAt(i) == '?') {
        return i;
      }
    }
    return text.length();
  }

  private static int hostEnd(String hostAndPort) {
    if (hostAndPort.startsWith("[")) {
      return hostAndPort.indexOf(']') + 1;
    }
    int colon = hostAndPort.indexOf(':');
    return colon < 0 ? hostAndPort.length() : colon;
  }

  private static String host(String text) {
    if (text.startsWith("[")) {
      String address = text.substring(1, text.length() - 1);
      if (address.contains(":") && allIn(address, "0123456789abcdefABCDEF:.")) {
        return address;
      }
    } else if (!text.isEmpty()
        && allIn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._")) {
      return text;
    }
    throw new InvalidValueException("endpoint has no valid host");
  }

  private static int port(String text, boolean tls) {
    if (text.isEmpty() || text.equals(":")) {
      return tls ? 443 : 80;
    }
    if (text.length() <= 6 && text.startsWith(":") && allIn(text.substring(1), "0123456789")) {
      int port = Integer.parseInt(text.substring(1));
      if (port >= 1 && port <= 65_535) {
        return port;
      }
    }
    throw new InvalidValueException("endpoint has no valid port");
  }

  private static boolean allIn(String text, String alphabet) {
    for (int i = 0; i < text.length(); i++) {
      if (alphabet.indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }
}
