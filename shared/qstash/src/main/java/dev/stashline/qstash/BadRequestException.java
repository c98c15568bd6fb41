package dev.stashline.qstash;

import java.util.List;

/**
 * A request that breaks the protocol, with every fault found in it. The broker answers status 400
 * and {@code {"error": message}}, stores nothing, and nobody retries. The message names the first
 * fault; {@link #faults()} has them all, in the order in which they were found, and is never empty.
 */
public final class BadRequestException extends RuntimeException {

  private final transient List<Fault> faults;

  public BadRequestException(List<Fault> faults) {
    super(faults.getFirst().text(), null, false, false);
    this.faults = List.copyOf(faults);
  }

  public BadRequestException(String field, String reason) {
    this(List.of(new Fault(field, reason)));
  }

  public List<Fault> faults() {
    return faults;
  }

  /**
   * One thing that is wrong.
   *
   * @param field the header, parameter or part at fault, as documented, for example {@code
   *     Upstash-Delay}
   * @param reason what is wrong with its value
   */
  public record Fault(String field, String reason) {

    /** The sentence shown to the caller. */
    public String text() {
      return field + ": " + reason;
    }
  }
}
