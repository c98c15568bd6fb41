package dev.stashline.runtime;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A problem document (RFC 9457), the one form in which errors reach HTTP clients.
 *
 * @param type a URI naming the kind; {@code about:blank} where the status says it all
 * @param title the kind in words, the same each time
 * @param detail this occurrence, for the client to act on; never internals or secrets
 * @param instance a URI for this occurrence, so that its log lines can be found
 * @param errors what is wrong with which part of the request; may be empty
 */
public record Problem(
    String type,
    String title,
    int status,
    @Nullable String detail,
    @Nullable String instance,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FieldError> errors) {
  private static final String BLANK = "about:blank";

  /**
   * @param field a JSON pointer, or the name of a parameter or header; empty for the whole request
   * @param reason what would have been right
   */
  public record FieldError(String field, String reason) {}

  public Problem {
    errors = errors == null ? List.of() : List.copyOf(errors);
  }

  /** A problem that the HTTP status names well enough. */
  public static Problem of(int status, @Nullable String detail) {
    return new Problem(
        BLANK, HttpResponseStatus.valueOf(status).reasonPhrase(), status, detail, null, List.of());
  }

  /** The request cannot be read or does not fit: 400. */
  public static Problem badRequest(String detail) {
    return of(400, detail);
  }

  /** The request can be read, but parts of it are wrong: 400. */
  public static Problem invalid(List<FieldError> errors) {
    return badRequest("The request does not fit its description.").withErrors(errors);
  }

  public static Problem invalid(String field, String reason) {
    return invalid(List.of(new FieldError(field, reason)));
  }

  public static Problem unauthorized(String detail) {
    return of(401, detail);
  }

  public static Problem forbidden(String detail) {
    return of(403, detail);
  }

  public static Problem notFound(String detail) {
    return of(404, detail);
  }

  public static Problem conflict(String detail) {
    return of(409, detail);
  }

  public static Problem tooMany(String detail) {
    return of(429, detail);
  }

  public static Problem unavailable(String detail) {
    return of(503, detail);
  }

  public Problem withType(String newType, String newTitle) {
    return new Problem(newType, newTitle, status, detail, instance, errors);
  }

  public Problem withInstance(String newInstance) {
    return new Problem(type, title, status, detail, newInstance, errors);
  }

  public Problem withErrors(List<FieldError> newErrors) {
    return new Problem(type, title, status, detail, instance, newErrors);
  }

  public ProblemException exception() {
    return new ProblemException(this);
  }
}
