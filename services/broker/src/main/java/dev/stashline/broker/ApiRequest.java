package dev.stashline.broker;

import io.vertx.core.MultiMap;

/**
 * A request whose sender is known.
 *
 * @param path as it was sent, not decoded nor folded, without the query
 * @param target path and query as they were sent
 * @param callerIp the sender's address as this server sees it
 */
record ApiRequest(
    String account,
    String method,
    String path,
    String target,
    MultiMap headers,
    byte[] body,
    String callerIp) {

  /** What follows a prefix of the target. */
  String after(String prefix) {
    return target.substring(prefix.length());
  }

  /** The raw query; empty for none. */
  String query() {
    int mark = target.indexOf('?');
    return mark < 0 ? "" : target.substring(mark + 1);
  }
}
