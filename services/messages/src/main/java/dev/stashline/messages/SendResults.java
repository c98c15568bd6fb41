package dev.stashline.messages;

import dev.stashline.providers.ProviderFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What became of the copies of one part, gathered from the threads that send them. */
final class SendResults {
  private final InstantSource clock;
  private final List<Attempt> attempts = new ArrayList<>();
  private final Set<String> users = new HashSet<>();
  private @Nullable Instant holdUntil;
  private @Nullable RuntimeException failure;

  SendResults(InstantSource clock) {
    this.clock = clock;
  }

  void sent(Copy copy, boolean repeated) {
    add(Attempt.sent(copy.user(), clock.instant(), repeated));
  }

  void refused(Copy copy, String why) {
    add(Attempt.refused(copy.user(), clock.instant(), why));
  }

  void skipped(Copy copy, String why) {
    add(Attempt.skipped(copy.user(), why));
  }

  void again(Copy copy, String why) {
    add(Attempt.again(copy.user(), clock.instant(), why));
  }

  /**
   * Takes a failure for what it means to a copy. A pause is nobody's failed attempt; what needs a
   * person is one, although it is for the job to give up.
   *
   * @return whether others have a chance now
   * @throws ProviderFailure.NeedsPerson as it is: nothing will be taken from us
   */
  boolean failed(Copy copy, ProviderFailure told) {
    switch (told) {
      case ProviderFailure.RetryLater f -> {
        hold(f.after());
        return false;
      }
      case ProviderFailure.NeedsPerson f -> {
        again(copy, f.reason());
        throw f;
      }
      case ProviderFailure.Never f -> refused(copy, f.reason());
      case ProviderFailure.RetryNow f -> again(copy, f.reason());
      case ProviderFailure.BadAnswer f -> again(copy, f.reason());
    }
    return true;
  }

  private synchronized void add(Attempt attempt) {
    attempts.add(attempt);
    users.add(attempt.user());
  }

  private synchronized void hold(Duration wait) {
    var until = clock.instant().plus(wait);
    if (holdUntil == null || until.isAfter(holdUntil)) {
      holdUntil = until;
    }
  }

  synchronized void stoppedBy(@Nullable RuntimeException why) {
    if (failure == null) {
      failure = why;
    }
  }

  synchronized boolean has(Copy copy) {
    return users.contains(copy.user());
  }

  /** Until when the provider wants nothing more; null if it said no such thing. */
  synchronized @Nullable Instant holdUntil() {
    return holdUntil;
  }

  /** Why the rest had no turn; null if all had one, or wait for the pause to end. */
  synchronized @Nullable RuntimeException failure() {
    return failure;
  }

  boolean mayGoOn() {
    return holdUntil() == null && failure() == null;
  }

  /** Why a client has no copy; empty if it has one, or had no attempt. */
  synchronized Optional<String> error(String user) {
    return attempts.stream()
        .filter(attempt -> attempt.user().equals(user))
        .map(Attempt::error)
        .filter(Objects::nonNull)
        .findFirst();
  }

  synchronized List<Attempt> attempts() {
    return List.copyOf(attempts);
  }
}
