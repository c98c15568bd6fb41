package dev.stashline.standins;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What Stream Chat answers instead of doing what it was asked. */
final class StreamRefusal extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;
  private final int code;

  /**
   * @param code Stream's own, beside the HTTP status
   */
  StreamRefusal(int status, int code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** A wrong or missing parameter. */
  static StreamRefusal input(String message) {
    return new StreamRefusal(400, 4, message);
  }

  int status() {
    return status;
  }

  /** The body of the answer to a call of this name. */
  JsonObject json(String call) {
    return new JsonObject()
        .put("code", code)
        .put("message", call + " failed with error: \"" + getMessage() + "\"")
        .put("StatusCode", status)
        .put("duration", "0.00ms")
        .put("more_info", "https://getstream.io/chat/docs/api_errors_response")
        .put("details", new JsonArray());
  }
}
