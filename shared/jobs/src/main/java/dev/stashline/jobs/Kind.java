package dev.stashline.jobs;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A type of job: its name, its arguments and the rules that every job of it follows. Declared once,
 * in its service's catalogue, and shared by those who enqueue and by the worker.
 *
 * @param <A> the arguments, a record that JSON can carry
 * @param queue whose runners do the work
 * @param timeout the longest one attempt may take; then it is interrupted and has failed
 * @param key what names the same work; null for what may be enqueued twice
 * @param steps the named steps in the order people should see them; empty for a kind without
 * @param announced whether each change of a job is told on the bus
 */
public record Kind<A>(
    String name,
    Class<A> args,
    String queue,
    Duration timeout,
    Tries tries,
    @Nullable Key<A> key,
    Retention retention,
    List<String> steps,
    boolean announced) {

  /**
   * @param attempts how often a job is tried in all before it is a dead letter
   * @param backOff the wait after each failed one
   */
  public record Tries(int attempts, BackOff backOff) {}

  /**
   * @param text names the work; null for a job that may be enqueued twice
   * @param forGood whether it blocks after the end too, as long as the job is kept; otherwise only
   *     until it ends
   */
  public record Key<A>(Function<A, @Nullable String> text, boolean forGood) {}

  /**
   * @param finished how long a completed or cancelled job stays readable; zero removes it in the
   *     statement that settles it
   * @param dead how long a dead letter stays
   */
  public record Retention(Duration finished, Duration dead) {}

  public Kind {
    if (tries.attempts < 1) {
      throw new IllegalArgumentException(name + ": at least one attempt");
    }
    if (retention.finished.isZero() && ((key != null && key.forGood) || !steps.isEmpty())) {
      throw new IllegalArgumentException(
          name + ": a key for good and steps need jobs that are kept");
    }
    steps = List.copyOf(steps);
  }

  /**
   * A kind with the usual rules: a minute an attempt, four attempts, kept for a day, dead letters
   * for 30 days.
   */
  public static <A> Kind<A> of(String name, String queue, Class<A> args) {
    var tries = new Tries(4, BackOff.USUAL);
    var retention = new Retention(Duration.ofDays(1), Duration.ofDays(30));
    return new Kind<>(
        name, args, queue, Duration.ofMinutes(1), tries, null, retention, List.of(), false);
  }

  public Kind<A> timeout(Duration longest) {
    return new Kind<>(name, args, queue, longest, tries, key, retention, steps, announced);
  }

  public Kind<A> attempts(int count, BackOff between) {
    var other = new Tries(count, between);
    return new Kind<>(name, args, queue, timeout, other, key, retention, steps, announced);
  }

  /** While a job with this key is unfinished, enqueueing another returns the first one's id. */
  public Kind<A> uniqueWhileUnfinished(Function<A, @Nullable String> text) {
    return key(new Key<>(text, false));
  }

  /**
   * As long as a job with this key is kept, finished or not, enqueueing another returns the first
   * one's id.
   */
  public Kind<A> uniqueForGood(Function<A, @Nullable String> text) {
    return key(new Key<>(text, true));
  }

  private Kind<A> key(Key<A> other) {
    return new Kind<>(name, args, queue, timeout, tries, other, retention, steps, announced);
  }

  public Kind<A> keep(Duration finished, Duration dead) {
    var other = new Retention(finished, dead);
    return new Kind<>(name, args, queue, timeout, tries, key, other, steps, announced);
  }

  public Kind<A> steps(String... names) {
    return new Kind<>(name, args, queue, timeout, tries, key, retention, List.of(names), announced);
  }

  /** Tells every change of its jobs on the bus, for those who show progress. */
  public Kind<A> announcedOnTheBus() {
    return new Kind<>(name, args, queue, timeout, tries, key, retention, steps, true);
  }

  /** A new job of this kind, to run as soon as it can. */
  public NewJob job(A arguments) {
    return NewJob.of(this, arguments);
  }

  /** What names this work; null if it may be enqueued twice. */
  @Nullable String keyOf(A arguments) {
    return key == null ? null : key.text.apply(arguments);
  }

  boolean uniqueForGood() {
    return key != null && key.forGood;
  }
}
