package dev.stashline.messages;

import dev.stashline.jobs.Failure;
import dev.stashline.jobs.Handler;
import dev.stashline.jobs.Job;
import dev.stashline.jobs.JobFailed;
import dev.stashline.jobs.JobQueue;
import dev.stashline.jobs.NewJob;
import dev.stashline.jobs.Outcome;
import dev.stashline.jobs.SettleHook;
import dev.stashline.jobs.Verdict;
import dev.stashline.providers.ProviderFailure;
import dev.stashline.runtime.Json;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Delivers one part of an occurrence.
 *
 * <pre>
 *   audience (part 0, once) ─▶ who waits ─▶ not a client any more: skipped
 *                                           quiet hours: a part of its own, for when they end
 *                                           the day is full: skipped
 *                                       ─▶ send ─▶ record
 * </pre>
 *
 * <p>Killed between send and record, the next attempt sends the same ids again, and the provider
 * recognises them. What may work later stays pending, and the job is tried again for it alone.
 */
final class SendHandler implements Handler<SendPart> {
  private static final String CANCELLED = "the message was cancelled before this client's turn";
  private static final String NO_CLIENT = "not a client of this coach when it was sent";
  private static final String DAY_FULL = "the client's daily cap was reached";

  private final DeliveryStore store;
  private final ChatSender sender;
  private final ChatLane lane;
  private final Supplier<JobQueue> queue;
  private final MessagesConfig config;
  private final InstantSource clock;

  SendHandler(
      DeliveryStore store,
      ChatSender sender,
      ChatLane lane,
      Supplier<JobQueue> queue,
      MessagesConfig config,
      InstantSource clock) {
    this.store = store;
    this.sender = sender;
    this.lane = lane;
    this.queue = queue;
    this.config = config;
    this.clock = clock;
  }

  @Override
  public Outcome perform(Job<SendPart> job) throws Exception {
    var occurrence =
        job.await(store.occurrence(job.args().occurrence()))
            .orElseThrow(() -> new JobFailed(new Failure.Never("this occurrence is not there")));
    int part = job.args().part();
    if (part == 0) {
      resolve(job, occurrence);
    }
    var waiting = job.await(store.waiting(occurrence, part));
    if (occurrence.messageStatus() == MessageStatus.CANCELLED) {
      return withdraw(job, occurrence, waiting);
    }
    var later = postpone(job, occurrence, part, waiting);
    var skipped =
        skip(job, occurrence, waiting.stream().filter(c -> !later.contains(c.user())).toList());
    record(job, occurrence, List.copyOf(skipped.values()));
    var toSend =
        waiting.stream()
            .filter(c -> !later.contains(c.user()) && !skipped.containsKey(c.user()))
            .toList();
    return settle(job, occurrence, sender.send(occurrence, toSend));
  }

  /** Nothing has been sent unless the job was somebody's before. */
  private Outcome withdraw(Job<SendPart> job, FiredOccurrence occurrence, List<Copy> waiting)
      throws InterruptedException {
    if (job.epoch() > 1) {
      return settle(job, occurrence, sender.withdraw(occurrence, waiting, CANCELLED));
    }
    record(
        job, occurrence, waiting.stream().map(c -> Attempt.skipped(c.user(), CANCELLED)).toList());
    return Outcome.completed();
  }

  private Outcome settle(Job<SendPart> job, FiredOccurrence occurrence, SendResults results)
      throws InterruptedException {
    var attempts = results.attempts();
    record(job, occurrence, attempts);
    var hold = results.holdUntil();
    if (hold != null) {
      job.await(lane.hold(hold));
      return new Outcome.Snoozed(hold);
    }
    var failure = results.failure();
    if (failure != null) {
      throw failure instanceof ProviderFailure.NeedsPerson person
          ? new JobFailed(new Failure.NeedsPerson(person.reason()))
          : failure;
    }
    long again = attempts.stream().filter(a -> a.status() == Attempt.Status.PENDING).count();
    if (again > 0) {
      throw new JobFailed(
          new Failure.RetryNow(
              again + " of " + attempts.size() + " deliveries are to be tried again"),
          results);
    }
    return Outcome.completed();
  }

  // -- the audience

  private void resolve(Job<SendPart> job, FiredOccurrence occurrence) throws InterruptedException {
    int parts = occurrence.parts();
    if (parts == 0) {
      var planned = new ArrayList<DeliveryStore.Planned>();
      job.whileHeld(
          tx ->
              store
                  .clients(tx, occurrence)
                  .compose(
                      clients -> {
                        planned.addAll(plan(occurrence, clients));
                        return store.resolved(
                            tx, occurrence, planned, parts(clients.size()), clock.instant());
                      }));
      parts = parts((int) planned.stream().filter(p -> p.skipped() == null).count());
    }
    var others = new ArrayList<NewJob>();
    for (int part = 1; part < parts; part++) {
      others.add(MessageJobs.send(config, occurrence.id(), part));
    }
    if (!others.isEmpty()) {
      // Each has a key for good: an attempt that comes this way again adds none.
      job.await(queue.get().enqueueAll(others));
    }
  }

  private List<DeliveryStore.Planned> plan(FiredOccurrence occurrence, List<String> clients) {
    var planned = new ArrayList<DeliveryStore.Planned>();
    for (int i = 0; i < clients.size(); i++) {
      planned.add(planned(occurrence, clients.get(i), i / config.partSize(), null));
    }
    if (occurrence.targets() != null) {
      var strangers = new HashSet<>(occurrence.targets());
      clients.forEach(strangers::remove);
      strangers.forEach(user -> planned.add(planned(occurrence, user, 0, NO_CLIENT)));
    }
    return planned;
  }

  private static DeliveryStore.Planned planned(
      FiredOccurrence occurrence, String user, int part, @Nullable String skipped) {
    return new DeliveryStore.Planned(
        user, part, StreamIds.of(occurrence.message(), occurrence.dueAt(), user), skipped);
  }

  private int parts(int clients) {
    return Math.max(1, (clients + config.partSize() - 1) / config.partSize());
  }

  // -- who does not get it now

  /** Gives those who have quiet hours parts of their own; answers who they are. */
  private Set<String> postpone(
      Job<SendPart> job, FiredOccurrence occurrence, int part, List<Copy> waiting)
      throws InterruptedException {
    var byEnd = new HashMap<Instant, List<String>>();
    for (Copy copy : waiting) {
      var client = copy.client();
      if (client != null && client.quiet() != null) {
        client
            .quiet()
            .endIfQuiet(clock.instant(), client.zone())
            .ifPresent(end -> byEnd.computeIfAbsent(end, e -> new ArrayList<>()).add(copy.user()));
      }
    }
    var later = new HashSet<String>();
    if (byEnd.isEmpty()) {
      return later;
    }
    int next = job.await(store.addParts(occurrence.id(), byEnd.size()));
    for (Map.Entry<Instant, List<String>> group : byEnd.entrySet()) {
      int to = next++;
      // The job first: a job without deliveries does nothing, deliveries without a job would wait
      // for ever.
      job.await(
          queue.get().enqueue(MessageJobs.send(config, occurrence.id(), to).at(group.getKey())));
      job.whileHeld(
          tx -> store.postpone(tx, occurrence.id(), part, group.getValue(), to, group.getKey()));
      later.addAll(group.getValue());
    }
    return later;
  }

  private Map<String, Attempt> skip(
      Job<SendPart> job, FiredOccurrence occurrence, List<Copy> copies)
      throws InterruptedException {
    var skipped = new HashMap<String, Attempt>();
    for (Copy copy : copies) {
      var client = copy.client();
      if (client == null) {
        skipped.put(copy.user(), Attempt.skipped(copy.user(), NO_CLIENT));
      } else if (client.dailyCap() != null && !copy.capTaken()) {
        int cap = client.dailyCap();
        var day = clock.instant().atZone(client.zone()).toLocalDate();
        job.whileHeld(
            tx ->
                store
                    .takeDay(tx, occurrence, copy.user(), day, cap)
                    .onSuccess(
                        taken -> {
                          if (!taken) {
                            skipped.put(copy.user(), Attempt.skipped(copy.user(), DAY_FULL));
                          }
                        }));
      }
    }
    return skipped;
  }

  private void record(Job<SendPart> job, FiredOccurrence occurrence, List<Attempt> attempts)
      throws InterruptedException {
    if (!attempts.isEmpty()) {
      int part = job.args().part();
      job.whileHeld(tx -> store.record(tx, occurrence, part, attempts, clock.instant()));
    }
  }

  // -- no further attempt

  /**
   * Who still waits in a part that gets no further attempt has failed, in the transaction that says
   * so.
   */
  SettleHook whenGivenUp() {
    return (tx, jobs) -> {
      Future<?> all = Future.succeededFuture();
      for (SettleHook.Settled settled : jobs) {
        String reason =
            switch (settled.verdict()) {
              case Verdict.Discard v -> v.reason();
              case Verdict.Cancel v -> v.reason();
              default -> "";
            };
        if (!reason.isEmpty()) {
          var args = Json.read(settled.job().argsJson(), SendPart.class);
          all = all.compose(v -> giveUp(tx.sql(), args, user -> why(settled, user, reason)));
        }
      }
      return all.mapEmpty();
    };
  }

  /** What the provider answered the client's own last attempt says more than the job's reason. */
  private static String why(SettleHook.Settled settled, String user, String reason) {
    return settled.result() instanceof SendResults results
        ? results.error(user).orElse(reason)
        : reason;
  }

  private Future<?> giveUp(SqlClient tx, SendPart args, UnaryOperator<String> reason) {
    return store
        .occurrence(args.occurrence())
        .compose(
            found ->
                found.isEmpty()
                    ? Future.succeededFuture()
                    : store
                        .waitingClients(tx, args.occurrence(), args.part())
                        .compose(
                            users ->
                                store.record(
                                    tx,
                                    found.get(),
                                    args.part(),
                                    users.stream()
                                        .map(u -> Attempt.failed(u, reason.apply(u)))
                                        .toList(),
                                    clock.instant())));
  }
}
