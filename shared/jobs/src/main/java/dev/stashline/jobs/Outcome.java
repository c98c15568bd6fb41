package dev.stashline.jobs;

import java.time.Instant;
import java.util.List;

/** The handler's word on an attempt. What follows from it is the {@link Verdict}, ours. */
public sealed interface Outcome {
  /**
   * Done. The follow-ups are enqueued in the transaction that settles the job; {@code result} is
   * handed to the kind's {@link SettleHook} in the same transaction.
   */
  record Completed(List<NewJob> followUps, Object result) implements Outcome {
    private static final Completed PLAIN = new Completed(List.of(), "");
  }

  /** Not yet: run again at {@code until}. Spends no attempt. */
  record Snoozed(Instant until) implements Outcome {}

  /** Given up on request, by the job itself or by who cancelled it. */
  record Cancelled(String reason) implements Outcome {}

  /** {@code result} is handed to the kind's {@link SettleHook}, as for a completed attempt. */
  record Failed(Failure failure, Object result) implements Outcome {
    public Failed(Failure failure) {
      this(failure, "");
    }
  }

  /** The node stops: the job goes back as if the attempt had never begun. */
  record HandedBack() implements Outcome {}

  static Outcome completed() {
    return Completed.PLAIN;
  }

  static Outcome completed(NewJob... followUps) {
    return new Completed(List.of(followUps), "");
  }
}
