package dev.stashline.qstash;

/**
 * Where a message goes: to a URL, or to every endpoint of a URL group. Whether the group exists is
 * for the broker to say.
 */
public sealed interface Destination {

  /** The group's name or the URL, as it was published. */
  String text();

  /** A URL group. An unknown one is answered with 404. */
  record Group(String name) implements Destination {

    @Override
    public String text() {
      return name;
    }
  }

  /**
   * A web address, kept byte for byte as it was published: receivers compare it with their own as a
   * string.
   *
   * @param text the whole URL, without a fragment (which is never sent to a server)
   * @param tls whether the scheme is {@code https}
   * @param host the host as written, an IPv6 address without its brackets
   * @param port as written, or the scheme's
   * @param target what stands in the request line: path and query, at least {@code /}
   * @param userInfo what stands before an {@code @}, empty in most URLs; a credential, not to be
   *     logged
   */
  record Url(String text, boolean tls, String host, int port, String target, String userInfo)
      implements Destination {

    /** The path alone, at least {@code /}. */
    public String path() {
      int query = target.indexOf('?');
      return query < 0 ? target : target.substring(0, query);
    }

    /** Keeps credentials and query strings, which may hold secrets, out of logs. */
    @Override
    public String toString() {
      return (tls ? "https://" : "http://") + host + ":" + port + path();
    }
  }

  /**
   * Reads a URL with {@code http://} or {@code https://}. The reason given for anything else is
   * worded as the hosted service words it.
   *
   * @throws InvalidValueException if the scheme is another, the host or port is missing or
   *     malformed, or a character would have to be percent-encoded first
   */
  static Url url(String text) {
    return UrlReader.read(text);
  }
}
