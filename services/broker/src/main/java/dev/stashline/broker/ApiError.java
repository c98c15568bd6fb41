package dev.stashline.broker;

/** A request that is answered with an error. The message is shown to the caller. */
final class ApiError extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;

  ApiError(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }

  static ApiError notFound(String what) {
    return new ApiError(404, what + " not found");
  }
}
