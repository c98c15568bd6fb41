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
 * @param attempts how often it is tried in all before it is a dead letter
 * @param uniqueKey text that names the same work; null, or giving null, for what may be enqueued
 *     twice
 * @param uniqueForGood whether the key blocks after the end too, as long as the job is kept;
 *     otherwise only until it ends
 * @param keep how long a completed or cancelled job stays readable; zero removes it in the
 *     statement that settles it
 * @param keepDead how long a dead letter stays
 * @param steps the named steps in the order people should see them; empty for a kind without
 * @param announced whether each change of a job is told on the bus
 */
public record Kind<A>(
    String name,
    Class<A> args,
    String queue,
    Duration timeout,
    int attempts,
    BackOff backOff,
    @Nullable Function<A, @Nullable String> uniqueKey,
    boolean uniqueForGood,
    Duration keep,
    Duration keepDead,
    List<String> steps,
    boolean announced) {

  public Kind {
    if (attempts < 1) {
      throw new IllegalArgumentException(name + ": at least one attempt");
    }
    if (keep.isZero() && (uniqueForGood || !steps.isEmpty())) {
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
    return new Kind<>(
        name,
        args,
        queue,
        Duration.ofMinutes(1),
        4,
        BackOff.USUAL,
        null,
        false,
        Duration.ofDays(1),
        Duration.ofDays(30),
        List.of(),
        false);
  }

  public Kind<A> timeout(Duration longest) {
    return new Kind<>(
        name,
        args,
        queue,
        longest,
        attempts,
        backOff,
        uniqueKey,
        uniqueForGood,
        keep,
        keepDead,
        steps,
        announced);
  }

  public Kind<A> attempts(int count, BackOff between) {
    return new Kind<>(
        name,
        args,
        queue,
        timeout,
        count,
        between,
        uniqueKey,
        uniqueForGood,
        keep,
        keepDead,
        steps,
        announced);
  }

  /** While a job with this key is unfinished, enqueueing another returns the first one's id. */
  public Kind<A> uniqueWhileUnfinished(Function<A, @Nullable String> key) {
    return new Kind<>(
        name, args, queue, timeout, attempts, backOff, key, false, keep, keepDead, steps,
        announced);
  }

  /**
   * As long as a job with this key is kept, finished or not, enqueueing another returns the first
   * one's id.
   */
  public Kind<A> uniqueForGood(Function<A, @Nullable String> key) {
    return new Kind<>(
        name, args, queue, timeout, attempts, backOff, key, true, keep, keepDead, steps, announced);
  }

  public Kind<A> keep(Duration finished, Duration dead) {
    return new Kind<>(
        name,
        args,
        queue,
        timeout,
        attempts,
        backOff,
        uniqueKey,
        uniqueForGood,
        finished,
        dead,
        steps,
        announced);
  }

  public Kind<A> steps(String... names) {
    return new Kind<>(
        name,
        args,
        queue,
        timeout,
        attempts,
        backOff,
        uniqueKey,
        uniqueForGood,
        keep,
        keepDead,
        List.of(names),
        announced);
  }

  /** Tells every change of its jobs on the bus, for those who show progress. */
  public Kind<A> announcedOnTheBus() {
    return new Kind<>(
        name,
        args,
        queue,
        timeout,
        attempts,
        backOff,
        uniqueKey,
        uniqueForGood,
        keep,
        keepDead,
        steps,
        true);
  }

  /** A new job of this kind, to run as soon as it can. */
  public NewJob job(A arguments) {
    return NewJob.of(this, arguments);
  }
}
