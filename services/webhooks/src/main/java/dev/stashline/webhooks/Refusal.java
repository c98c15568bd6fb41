package dev.stashline.webhooks;

import dev.stashline.jobs.Failure;
import dev.stashline.qstash.HeaderNames;
import dev.stashline.qstash.SignatureVerdict;
import dev.stashline.runtime.Problem;
import dev.stashline.runtime.Problem.FieldError;
import dev.stashline.runtime.ProblemException;
import java.util.List;
import java.util.Map;

/**
 * How failures are told to QStash, which then tries again or gives up (dead letter).
 *
 * <pre>
 *   failure                    answer                                QStash
 *   RetryNow                   503                                   tries again after its back-off
 *   RetryLater(after)          503, Retry-After                      tries again after that time
 *   NeedsPerson, Never         489, Upstash-NonRetryable-Error       gives up at once
 *   not signed for us          401                                   (whoever sent it) tries again
 * </pre>
 *
 * <p>A wrong signature is no 489: a wrong key or address in our settings must not throw messages
 * away.
 */
final class Refusal {
  private static final int NON_RETRYABLE = 489;

  private Refusal() {}

  static ProblemException of(Failure failure) {
    return switch (failure) {
      case Failure.RetryNow f -> Problem.unavailable(f.reason()).exception();
      case Failure.RetryLater f ->
          ProblemException.retryAfter(Problem.unavailable(f.reason()), f.after());
      case Failure.NeedsPerson f -> nonRetryable(f.reason(), List.of());
      case Failure.Never f -> nonRetryable(f.reason(), List.of());
    };
  }

  static ProblemException of(SignatureVerdict.Rejected rejected) {
    return Problem.unauthorized(rejected.detail()).exception();
  }

  /** A body that can never work, whoever sends it how often. */
  static ProblemException unusable(List<FieldError> faults) {
    return nonRetryable("The body can never work.", faults);
  }

  private static ProblemException nonRetryable(String detail, List<FieldError> faults) {
    var problem =
        Problem.of(NON_RETRYABLE, detail)
            .withType("about:blank", "Non-Retryable Error")
            .withErrors(faults);
    return new ProblemException(problem, Map.of(HeaderNames.NON_RETRYABLE, "true"));
  }
}
