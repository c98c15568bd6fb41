package dev.stashline.broker;

import dev.stashline.jobs.Failure;
import dev.stashline.jobs.GroupCommit;
import dev.stashline.jobs.Handler;
import dev.stashline.jobs.Job;
import dev.stashline.jobs.Outcome;
import dev.stashline.qstash.DeliveryHeaders;
import dev.stashline.qstash.DeliveryVerdict;
import dev.stashline.qstash.SignatureSigner;
import dev.stashline.qstash.SigningKeys;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to deliver one message: read, sign, send, judge. What follows is {@link
 * AfterAttempt}'s.
 */
final class Deliver implements Handler<BrokerJobs.DeliverMessage> {
  private final Pool pool;
  private final LogPartitions partitions;
  private final Courier courier;
  private final Breakers breakers;
  private final StepDelivery steps;
  private final Slots slots;
  private final BrokerConfig config;
  private final InstantSource clock;
  private final RandomGenerator chance;
  private final GroupCommit<UUID, Optional<Begun>> begins;
  private final Map<SigningKeys, SignatureSigner> signers = new ConcurrentHashMap<>();

  /** A message and the keys its account has now. */
  private record Begun(Message message, SigningKeys keys) {
    Begun as(Message delivered) {
      return new Begun(delivered, keys);
    }
  }

  Deliver(
      Pool pool,
      LogPartitions partitions,
      Courier courier,
      Breakers breakers,
      StepDelivery steps,
      BrokerConfig config,
      InstantSource clock,
      RandomGenerator chance) {
    this.pool = pool;
    this.partitions = partitions;
    this.courier = courier;
    this.breakers = breakers;
    this.steps = steps;
    this.config = config;
    this.clock = clock;
    this.chance = chance;
    slots = new Slots(config.slots());
    begins = new GroupCommit<>(200, 2, this::begin, () -> pool.query("select 1").execute());
  }

  @Override
  public Outcome perform(Job<BrokerJobs.DeliverMessage> job) throws Exception {
    var endpoint = job.args().endpoint();
    Instant held = breakers.heldUntil(endpoint);
    if (held != null) {
      return new Outcome.Snoozed(held);
    }
    Duration wait = slots.take(endpoint.origin());
    if (!wait.isZero()) {
      return new Outcome.Snoozed(clock.instant().plus(wait));
    }
    try {
      return switch (job.await(breakers.enter(endpoint))) {
        case Breakers.Pass.Held(var until) -> new Outcome.Snoozed(until);
        case Breakers.Pass.Probe probe -> probe(job, endpoint, probe);
        case Breakers.Pass.Free free -> deliver(job, endpoint, free);
      };
    } finally {
      slots.giveBack(endpoint.origin());
    }
  }

  /** Others wait for what becomes of it; so an attempt that is cut off lets the next one probe. */
  private Outcome probe(
      Job<BrokerJobs.DeliverMessage> job, Endpoint endpoint, Breakers.Pass.Probe probe)
      throws InterruptedException {
    boolean made = false;
    try {
      var outcome = deliver(job, endpoint, probe);
      made = !(outcome instanceof Outcome.Cancelled);
      return outcome;
    } finally {
      if (!made) {
        breakers.letGo(endpoint);
      }
    }
  }

  private Outcome deliver(Job<BrokerJobs.DeliverMessage> job, Endpoint endpoint, Breakers.Pass pass)
      throws InterruptedException {
    var begun = job.await(begins.submit(Turns.message(job.id()))).orElse(null);
    if (begun == null || begun.message().state() != Message.State.ACTIVE) {
      return new Outcome.Cancelled("the message is not to be delivered any more");
    }
    var prepared = job.await(steps.prepare(begun.message()));
    if (prepared.isEmpty()) {
      job.await(steps.giveUp(begun.message()));
      return new Outcome.Cancelled("the workflow run has ended");
    }
    long started = System.nanoTime();
    var report = attempt(job, begun.as(prepared.get()));
    job.await(breakers.report(endpoint, pass, attempted(report, System.nanoTime() - started)));
    return outcome(report, pass);
  }

  private static Tally.Attempted attempted(Report report, long nanos) {
    var response = report.response();
    int status = report.status();
    boolean failed = response == null || status >= 500 || status == 429;
    return new Tally.Attempted(
        response != null && response.succeeded(),
        failed,
        Duration.ofNanos(nanos).toMillis(),
        report.endedAt(),
        report.error(),
        failed ? report.askedWait() : Duration.ZERO);
  }

  private Future<List<Optional<Begun>>> begin(List<UUID> ids) {
    var now = clock.instant();
    return partitions
        .ready(now)
        .compose(
            v ->
                pool.preparedQuery(MessageSql.BEGIN)
                    .execute(Tuple.of(ids.toArray(UUID[]::new), Publishing.millis(now))))
        .map(
            rows -> {
              var begun = new HashMap<UUID, Begun>();
              for (Row row : rows) {
                var message = Message.of(row, 2);
                begun.put(
                    message.id(),
                    new Begun(message, new SigningKeys(row.getString(0), row.getString(1))));
              }
              return ids.stream().map(id -> Optional.ofNullable(begun.get(id))).toList();
            });
  }

  private Report attempt(Job<?> job, Begun begun) throws InterruptedException {
    var message = begun.message();
    var giveUp = new GiveUp();
    try {
      var response =
          job.await(
              courier
                  .send(
                      message,
                      headers(job, begun),
                      message.settings().timeout(config.limits()),
                      giveUp)
                  .map(Optional::of)
                  // Not thrown through await: a checked failure would lose its type there.
                  .recover(failure -> Future.failedFuture(new NotDelivered(failure))));
      var received = response.orElseThrow();
      String error =
          received.succeeded()
              ? StepDelivery.refusal(message, received)
              : "status " + received.status();
      return new Report(message, received, error, clock.instant());
    } catch (NotDelivered e) {
      return new Report(message, null, reason(e.getCause()), clock.instant());
    } catch (InterruptedException e) {
      giveUp.now();
      throw e;
    }
  }

  private static final class NotDelivered extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotDelivered(Throwable cause) {
      super("no response", cause, false, false);
    }
  }

  private Map<String, List<String>> headers(Job<?> job, Begun begun) {
    var message = begun.message();
    if (signers.size() > 10_000) {
      signers.clear();
    }
    var signer =
        signers.computeIfAbsent(begun.keys(), keys -> new SignatureSigner(keys, clock, chance));
    return new DeliveryHeaders(
            message.publicId(),
            message.retried(),
            signer.sign(message.url().text(), message.body()),
            message.via().topic(),
            message.via().schedule(),
            message.callerIp(),
            config.region(),
            new DeliveryHeaders.Fence(job.attempt(), job.epoch()))
        .over(message.settings().headers(), message.settings().contentType());
  }

  private Outcome outcome(Report report, Breakers.Pass pass) {
    var message = report.message();
    String error = report.error() == null ? "" : report.error();
    String reason =
        pass instanceof Breakers.Pass.Probe
            ? error + " (a probe: the endpoint is paused, the messages to it are kept)"
            : error;
    return switch (DeliveryVerdict.judge(
        report.judged(), message.settings().retryPolicy(), message.retried(), clock.instant())) {
      case DeliveryVerdict.Delivered() -> new Outcome.Completed(List.of(), report);
      case DeliveryVerdict.Retry(var after) ->
          new Outcome.Failed(new Failure.RetryLater(after, reason), report);
      case DeliveryVerdict.DeadLetter dead -> new Outcome.Failed(new Failure.Never(reason), report);
    };
  }

  /** For the publisher's eyes: the kind of trouble, and nothing of ours. */
  private static String reason(@Nullable Throwable failure) {
    return switch (cause(failure)) {
      case null -> "no response";
      case TimeoutException e -> "the receiver did not answer in time";
      case UnknownHostException e -> "the receiver's name cannot be resolved";
      case Receivers.NotAllowed e -> "the receiver may not be reached: " + e.getMessage();
      case SSLException e -> "no secure connection to the receiver";
      case java.net.ConnectException e -> "the receiver refused the connection";
      default -> "the connection to the receiver broke";
    };
  }

  /** What lies behind a failure that only says that a connection could not be made. */
  private static @Nullable Throwable cause(@Nullable Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof SSLException) {
        return each;
      }
    }
    return failure;
  }
}
