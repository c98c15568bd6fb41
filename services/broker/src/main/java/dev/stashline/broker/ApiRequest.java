package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.qstash.BadRequestException;
import dev.stashline.runtime.Json;
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

  /**
   * The body as a JSON object.
   *
   * @throws BadRequestException if it is none
   */
  JsonNode json() {
    JsonNode tree;
    try {
      tree = Json.tree(new String(body, UTF_8));
    } catch (Json.BadJson e) {
      throw new BadRequestException("body", "is not JSON");
    }
    if (tree == null || !tree.isObject()) {
      throw new BadRequestException("body", "must be a JSON object");
    }
    return tree;
  }

  /** The raw query; empty for none. */
  String query() {
    int mark = target.indexOf('?');
    return mark < 0 ? "" : target.substring(mark + 1);
  }
}
