package dev.stashline.jobs;

import dev.stashline.runtime.Json;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One attempt while it runs here: the thread it runs on, and why it was told to stop, if it was.
 */
final class Attempt<A> {
  /** Why an attempt is interrupted. The first reason stands. */
  enum Stop {
    TIMED_OUT,
    CANCELLED,
    LEASE_LOST,
    NODE_STOPS
  }

  static final String ON_REQUEST = "cancelled on request";

  private final ClaimedJob claimed;
  private final Work<A> work;
  private final long startedNanos;
  private @Nullable Stop stop;
  private @Nullable Thread performer;
  private boolean performed;

  Attempt(ClaimedJob claimed, Work<A> work, long nowNanos) {
    this.claimed = claimed;
    this.work = work;
    this.startedNanos = nowNanos;
  }

  ClaimedJob claimed() {
    return claimed;
  }

  Kind<A> kind() {
    return work.kind();
  }

  /** Real time spent so far, by a clock that nobody moves. */
  long nanos(long nowNanos) {
    return nowNanos - startedNanos;
  }

  boolean overdue(long nowNanos) {
    return nanos(nowNanos) > work.kind().timeout().toNanos();
  }

  /** Interrupts the handler, if it still performs; never what follows it. */
  synchronized void stop(Stop why) {
    if (!performed && stop == null) {
      stop = why;
      if (performer != null) {
        performer.interrupt();
      }
    }
  }

  private synchronized @Nullable Stop stopped() {
    return stop;
  }

  private synchronized boolean begins() {
    performer = Thread.currentThread();
    return stop == null;
  }

  private synchronized void ends() {
    performed = true;
    Thread.interrupted();
  }

  /**
   * Performs the attempt on the calling virtual thread. Never throws: whatever the handler throws
   * becomes an outcome.
   *
   * @return null if the lease is lost, so that nothing may be settled
   */
  @Nullable Outcome perform(StepStore steps, Telemetry telemetry) {
    try {
      if (!begins()) {
        return interrupted();
      }
      A args = Json.read(claimed.argsJson(), work.kind().args());
      return Objects.requireNonNull(
          work.handler().perform(new Job<>(claimed, args, steps, telemetry)), "outcome");
    } catch (LeaseLost e) {
      return null;
    } catch (JobFailed e) {
      return stopped() == null ? new Outcome.Failed(e.failure(), e.result()) : interrupted();
    } catch (InterruptedException e) {
      return interrupted();
    } catch (Exception e) {
      return stopped() == null ? unexpected(e, telemetry) : interrupted();
    } catch (Error e) {
      return unexpected(e, telemetry);
    } finally {
      ends();
    }
  }

  private @Nullable Outcome interrupted() {
    return switch (stopped()) {
      case TIMED_OUT ->
          new Outcome.Failed(
              new Failure.RetryNow("took longer than " + work.kind().timeout().toSeconds() + " s"));
      case CANCELLED -> new Outcome.Cancelled(ON_REQUEST);
      case LEASE_LOST -> null;
      case NODE_STOPS -> new Outcome.HandedBack();
      case null -> new Outcome.Failed(new Failure.RetryNow("interrupted"));
    };
  }

  /** A stranger's message may quote a person's data, so only the type and the place are kept. */
  private Outcome unexpected(Throwable thrown, Telemetry telemetry) {
    telemetry.unexpected(claimed, thrown);
    var frames = thrown.getStackTrace();
    String place =
        frames.length == 0
            ? ""
            : " at " + frames[0].getFileName() + ":" + frames[0].getLineNumber();
    return new Outcome.Failed(
        new Failure.RetryNow("unexpected " + thrown.getClass().getSimpleName() + place));
  }
}
