package dev.stashline.plans;

import dev.stashline.jobs.Failure;
import dev.stashline.providers.ProviderFailure;

/** What a provider's failure means for the job. */
final class Failures {
  private Failures() {}

  static Failure of(ProviderFailure failure) {
    String reason = failure.getMessage() == null ? failure.reason() : failure.getMessage();
    return switch (failure) {
      case ProviderFailure.RetryNow f -> new Failure.RetryNow(reason);
      case ProviderFailure.RetryLater f -> new Failure.RetryLater(f.after(), reason);
      case ProviderFailure.NeedsPerson f -> new Failure.NeedsPerson(reason);
      case ProviderFailure.Never f -> new Failure.Never(reason);
      case ProviderFailure.BadAnswer f ->
          f.kind().worthRepeating() ? new Failure.RetryNow(reason) : new Failure.Never(reason);
    };
  }
}
