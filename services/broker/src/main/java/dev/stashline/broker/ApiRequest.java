package dev.stashline.broker;

import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

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

  /**
   * Refuses any other method.
   *
   * @throws ApiError 405
   */
  void require(String wanted) {
    if (!method.equals(wanted)) {
      throw notAllowed();
    }
  }

  static ApiError notAllowed() {
    return new ApiError(405, "method not allowed");
  }

  /** What follows a prefix of the path; null if the path begins otherwise. */
  @Nullable String under(String prefix) {
    return path.startsWith(prefix) ? path.substring(prefix.length()) : null;
  }

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
