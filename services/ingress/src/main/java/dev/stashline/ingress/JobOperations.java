package dev.stashline.ingress;

import dev.stashline.jobs.JobQueue;
import dev.stashline.jobs.JobState;
import dev.stashline.jobs.JobView;
import dev.stashline.runtime.Answers;
import dev.stashline.runtime.Audit;
import dev.stashline.runtime.Caller;
import dev.stashline.runtime.Operation;
import dev.stashline.runtime.Problem;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The operations of administrators on jobs. Pages go by id, which rises with time: the order is
 * stable, and a job that arrives while somebody pages is on none of the later pages. Every act
 * leaves an entry in the audit table first.
 */
public final class JobOperations {
  private static final int USUAL_LIMIT = 50;

  private final JobQueue queue;
  private final Set<String> queues;
  private final InstantSource clock;

  private JobOperations(JobQueue queue, Set<String> queues, InstantSource clock) {
    this.queue = queue;
    this.queues = Set.copyOf(queues);
    this.clock = clock;
  }

  /**
   * @param queues the names of all queues that this process knows, with or without jobs
   */
  public static List<Operation> of(JobQueue queue, Set<String> queues, InstantSource clock) {
    var operations = new JobOperations(queue, queues, clock);
    return List.of(
        new Operation("listJobs", operations::list),
        new Operation("getJob", operations::get),
        new Operation("retryJob", operations::retry),
        new Operation("cancelJob", operations::cancel),
        new Operation("queueStats", operations::stats),
        new Operation("pauseQueue", ctx -> operations.pause(ctx, true)),
        new Operation("resumeQueue", ctx -> operations.pause(ctx, false)));
  }

  private void list(RoutingContext ctx) {
    var params = ctx.queryParams();
    String state = params.get("state");
    String limit = params.get("limit");
    Answers.json(
        ctx,
        queue
            .desk()
            .list(
                params.get("queue"),
                state == null ? null : JobState.of(state),
                cursor(params.get("cursor")),
                limit == null ? USUAL_LIMIT : Integer.parseInt(limit))
            .map(JobAnswers.Page::of));
  }

  private static @Nullable UUID cursor(@Nullable String text) {
    try {
      return text == null ? null : UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw Problem.invalid("cursor", "must be the next of an earlier page").exception();
    }
  }

  private void get(RoutingContext ctx) {
    Answers.json(ctx, found(id(ctx)).compose(this::details));
  }

  private Future<JobAnswers.Details> details(JobView job) {
    return Future.all(queue.steps().list(job.id()), queue.desk().why(job))
        .map(
            both -> {
              List<JobView.StepView> steps = both.resultAt(0);
              return new JobAnswers.Details(
                  JobAnswers.JobLine.of(job),
                  steps.stream().map(JobAnswers.Step::of).toList(),
                  WaitingView.of(both.resultAt(1)));
            });
  }

  private void retry(RoutingContext ctx) {
    UUID id = id(ctx);
    Answers.json(
        ctx,
        allowed(id, JobState.PENDING, JobState.DISCARDED)
            .compose(job -> record(ctx, "job", id.toString(), job.state().word(), "retry"))
            .compose(recorded -> queue.retryNow(id))
            .compose(
                done ->
                    done
                        ? Future.succeededFuture(JobAnswers.Changed.of(id, JobState.PENDING))
                        : found(id).compose(job -> refused(job.state()))));
  }

  private void cancel(RoutingContext ctx) {
    UUID id = id(ctx);
    Answers.json(
        ctx,
        allowed(id, JobState.PENDING, JobState.RUNNING, JobState.CANCELLED)
            .compose(job -> record(ctx, "job", id.toString(), job.state().word(), "cancel"))
            .compose(recorded -> queue.cancel(id, "cancelled by an administrator"))
            .compose(
                state ->
                    switch (state.orElseThrow(() -> absent("job"))) {
                      case COMPLETED, DISCARDED -> refused(state.get());
                      case PENDING, RUNNING, CANCELLED ->
                          Future.succeededFuture(JobAnswers.Changed.of(id, state.get()));
                    }));
  }

  private Future<JobView> allowed(UUID id, JobState... states) {
    return found(id)
        .compose(
            job ->
                Set.of(states).contains(job.state())
                    ? Future.succeededFuture(job)
                    : refused(job.state()));
  }

  /** Before the act, so that nobody acts without a trace: what is recorded is what was asked. */
  private Future<Void> record(
      RoutingContext ctx, String entity, String id, @Nullable String before, String asked) {
    var entry =
        Audit.Entry.of(
            clock.instant(), Caller.of(ctx).subject(), entity, id, before, "asked: " + asked);
    return queue.transaction(tx -> Audit.write(tx.sql(), entry));
  }

  private static <T> Future<T> refused(JobState state) {
    return Future.failedFuture(Problem.conflict("The job is " + state.word() + ".").exception());
  }

  private void stats(RoutingContext ctx) {
    Answers.json(
        ctx,
        Future.all(queue.desk().count(), queue.desk().oldestDue())
            .map(
                both -> {
                  Map<String, Map<JobState, Long>> counts = both.resultAt(0);
                  Map<String, java.time.Instant> oldest = both.resultAt(1);
                  var names = new TreeSet<>(queues);
                  names.addAll(counts.keySet());
                  return new JobAnswers.Queues(
                      names.stream()
                          .map(
                              name ->
                                  JobAnswers.Queue.of(
                                      name, counts.getOrDefault(name, Map.of()), oldest.get(name)))
                          .toList());
                }));
  }

  private void pause(RoutingContext ctx, boolean paused) {
    String name = ctx.pathParam("queue");
    Answers.json(
        ctx,
        known(name)
            .compose(known -> record(ctx, "queue", name, null, paused ? "pause" : "resume"))
            .compose(
                recorded -> paused ? queue.desk().pauseQueue(name) : queue.desk().resumeQueue(name))
            .map(done -> new JobAnswers.QueueChanged(name, paused)));
  }

  /** A queue is known by its kinds, or by the jobs in it; a typing error is neither. */
  private Future<Void> known(String name) {
    if (queues.contains(name)) {
      return Future.succeededFuture();
    }
    return queue
        .desk()
        .count()
        .compose(
            counts ->
                counts.containsKey(name)
                    ? Future.succeededFuture()
                    : Future.failedFuture(absent("queue")));
  }

  private Future<JobView> found(UUID id) {
    return queue
        .desk()
        .find(id)
        .map((Optional<JobView> job) -> job.orElseThrow(() -> absent("job")));
  }

  private static UUID id(RoutingContext ctx) {
    return UUID.fromString(ctx.pathParam("id"));
  }

  private static RuntimeException absent(String what) {
    return Problem.notFound("There is no such " + what + ".").exception();
  }
}
