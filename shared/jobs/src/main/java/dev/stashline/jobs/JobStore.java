package dev.stashline.jobs;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Where jobs are kept. Everything it answers is durable; the engine above it remembers nothing that
 * matters. Safe to call from any thread; futures fail when the store cannot be reached, and the
 * caller decides whether to try again.
 */
public interface JobStore {
  /**
   * Stores jobs in one commit and answers in their order; a job whose unique key is taken is not
   * stored.
   */
  Future<List<Enqueued>> enqueue(List<NewJob> jobs);

  /**
   * Leases due jobs of a queue to a node, by priority, then run time; lanes take turns.
   *
   * @param priorities the order in which they are served
   */
  Future<List<ClaimedJob>> claim(
      String queue, String node, int atMost, Short[] priorities, Instant leaseUntil);

  /** When the earliest waiting job of a queue wants to run; empty for none. */
  Future<Optional<Instant>> nextRunAt(String queue);

  /**
   * Writes verdicts in one commit, all or none. Answers the jobs whose lease still held; nothing is
   * written for the others.
   */
  Future<Set<UUID>> settle(List<Settlement> settlements);

  /**
   * Extends the leases of running jobs. Answers those that still hold, with the fact whether a
   * cancel was asked for.
   */
  Future<Map<UUID, Boolean>> renew(String node, Collection<ClaimedJob> running, Instant leaseUntil);

  /**
   * Takes over jobs of known kinds whose lease has lapsed, under a new epoch; the attempt they were
   * in is spent.
   */
  Future<List<ClaimedJob>> rescue(
      String node, Set<String> kinds, Instant lapsedBefore, Instant leaseUntil, int atMost);

  /** Says that a node works on queues with so many slots each. */
  Future<Void> present(String node, Map<String, Integer> slotsByQueue);

  Future<Void> absent(String node);

  /** Removes finished jobs past their retention, at most {@code atMost}; answers how many. */
  Future<Integer> prune(int atMost);

  /** Folds the counts together and forgets nodes and lanes unused for {@code idle}. */
  Future<Void> tidy(Duration idle);

  StepStore steps();

  JobDesk desk();
}
