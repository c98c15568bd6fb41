package dev.stashline.broker;

import dev.stashline.jobs.JobQueue;
import io.vertx.core.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Ends runs because somebody says so: the endpoint with its result, or who cancels. */
final class RunEndings {
  private final Supplier<JobQueue> queue;
  private final RunEnds ends;
  private final Publishing publishing;

  RunEndings(Supplier<JobQueue> queue, RunEnds ends, Publishing publishing) {
    this.queue = queue;
    this.ends = ends;
    this.publishing = publishing;
  }

  /**
   * Ends active runs.
   *
   * @param where conditions on {@code r}, begun by {@link #filter}
   * @return how many ended by this
   */
  Future<Integer> end(
      String account, Run.State state, byte @Nullable [] result, int most, Where where) {
    return publishing
        .transaction(
            tx ->
                ends.end(tx, account, state, result, null, most, where.sql(), where.valuesFrom(OWN))
                    .compose(ended -> publishing.store(tx, ended.drafts()).map(w -> ended)))
        .map(
            ended -> {
              // The rows have decided; the jobs are ended as a courtesy to who waits for them.
              ended.jobs().forEach(id -> queue.get().cancel(id, "the workflow run has ended"));
              return ended.runs().size();
            });
  }

  /** How many values stand before a filter's own in the statement that ends runs. */
  private static final int OWN = 7;

  /** An empty filter for {@link #end}. */
  static Where filter() {
    return new Where("", "", "", "", "", "", "");
  }
}
