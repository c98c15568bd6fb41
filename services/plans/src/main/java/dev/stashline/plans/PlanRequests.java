package dev.stashline.plans;

import dev.stashline.contracts.GeneratePlan;
import dev.stashline.contracts.PublishMessage;
import dev.stashline.jobs.GroupCommit;
import dev.stashline.jobs.JobQueue;
import dev.stashline.jobs.JobTransaction;
import dev.stashline.jobs.NewJob;
import dev.stashline.jobs.Outbox;
import dev.stashline.runtime.Audit;
import dev.stashline.runtime.Json;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Takes requests for plans: the row turns {@code queued}, and the message for QStash is an outbox
 * job, both in one transaction. Requests that come together share a commit. If QStash is away, the
 * message waits; nothing is lost.
 */
public final class PlanRequests {
  /** The path that QStash is asked to call. */
  static final String WEBHOOK = "/api/webhooks/qstash/generate-plan";

  private final PlanStore store;
  private final JobQueue queue;
  private final PlansConfig config;
  private final InstantSource clock;
  private final GroupCommit<Wish, Optional<Queued>> commits;

  public PlanRequests(PlanStore store, JobQueue queue, PlansConfig config, InstantSource clock) {
    this.clock = clock;
    this.store = store;
    this.queue = queue;
    this.config = config;
    commits = new GroupCommit<>(200, 2, this::commit, store::isThere);
  }

  /** Who wants a plan. {@code owner} is null when an admin asks for somebody. */
  public record Wish(
      String tenant, String email, String code, String fullName, @Nullable String owner) {}

  /**
   * A stored request.
   *
   * @param person whose plan it is
   * @param job the job that will make the plan
   * @param message names the message to QStash
   * @param status queued, or processing when an earlier request is still being worked on
   */
  public record Queued(UUID person, UUID job, String message, PlanStatus status) {}

  /** Answers after the commit; empty if nobody is known by this address and code. */
  public Future<Optional<Queued>> submit(Wish wish) {
    return commits.submit(wish);
  }

  private Future<List<Optional<Queued>>> commit(List<Wish> wishes) {
    var requests =
        wishes.stream()
            .map(
                w ->
                    new PlanStore.Request(
                        w.tenant(), w.email(), w.code(), NewJob.newId(), w.owner()))
            .toList();
    return queue.transaction(
        tx ->
            store
                .request(tx.sql(), requests)
                .compose(found -> enqueue(tx, wishes, requests, found)));
  }

  private Future<List<Optional<Queued>>> enqueue(
      JobTransaction tx,
      List<Wish> wishes,
      List<PlanStore.Request> requests,
      List<Optional<PlanStore.Requested>> found) {
    var messages = new ArrayList<NewJob>();
    var changes = new ArrayList<Audit.Entry>();
    var answers = new ArrayList<Optional<Queued>>();
    for (int i = 0; i < wishes.size(); i++) {
      if (found.get(i).isEmpty()) {
        answers.add(Optional.empty());
        continue;
      }
      var requested = found.get(i).get();
      boolean isNew = requested.request().equals(requests.get(i).id());
      if (isNew) {
        messages.add(message(wishes.get(i), requested.request()));
        changes.add(
            PlanAudit.change(
                clock.instant(),
                requested.person(),
                requested.request(),
                requested.before() == null ? "none" : requested.before().word(),
                PlanStatus.QUEUED.word()));
      }
      var status = isNew || requested.before() == null ? PlanStatus.QUEUED : requested.before();
      answers.add(
          Optional.of(
              new Queued(
                  requested.person(),
                  requested.request(),
                  deduplicationId(requested.request()),
                  status)));
    }
    // Both at once: neither needs the other's answer.
    return Future.all(tx.enqueue(messages), Audit.write(tx.sql(), changes)).map(answers);
  }

  private NewJob message(Wish wish, UUID request) {
    var body = new GeneratePlan(wish.tenant(), wish.email(), wish.code(), wish.fullName(), request);
    return Outbox.KIND
        .job(
            new PublishMessage(
                config.publicBase().resolve(WEBHOOK),
                Map.of("Content-Type", "application/json", "Upstash-Retries", "5"),
                Json.write(body),
                deduplicationId(request)))
        .subject(request.toString());
  }

  private static String deduplicationId(UUID request) {
    return "plan-" + request;
  }
}
