package dev.stashline.jobs;

import dev.stashline.runtime.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;

/**
 * What every {@link JobStore} keeps, in parts: {@link EnqueueContract}, {@link ClaimContract},
 * {@link LaneContract}, {@link SettleContract}, {@link StepContract}, {@link DeskContract}. Each
 * test has queues and kinds of its own, so that all may share one store. Time stands still unless a
 * test moves it.
 */
abstract class StoreContract {
  static final Duration LEASE = Duration.ofSeconds(30);
  static final Instant T0 = Instant.parse("2030-01-01T00:00:00Z");
  static final Short[] USUAL = Priority.order(1);
  private static final AtomicInteger COUNT = new AtomicInteger();

  /** Opens a node's view of the data that all nodes share. */
  interface Stores {
    JobStore open(String node, Catalogue catalogue, InstantSource clock, InstantSource leaseClock);
  }

  final MovableClock clock = new MovableClock(InstantSource.fixed(T0));
  final MovableClock leaseClock = new MovableClock(InstantSource.fixed(T0));
  private final int number = COUNT.incrementAndGet();
  final String queue = "queue-" + number;
  final Kind<Note> plain =
      Kind.of("plain-" + number, queue, Note.class)
          .attempts(3, new BackOff(Duration.ofSeconds(10), Duration.ofMinutes(1), 0));
  final Kind<Note> oneAtATime =
      Kind.of("one-at-a-time-" + number, queue, Note.class).uniqueWhileUnfinished(Note::text);
  final Kind<Note> onceEver =
      Kind.of("once-ever-" + number, queue, Note.class).uniqueForGood(Note::text);
  final Kind<Note> fleeting =
      Kind.of("fleeting-" + number, queue, Note.class).keep(Duration.ZERO, Duration.ofDays(30));
  final Catalogue catalogue =
      new Catalogue(
          List.of(
              Work.of(plain, job -> Outcome.completed()),
              Work.of(oneAtATime, job -> Outcome.completed()),
              Work.of(onceEver, job -> Outcome.completed()),
              Work.of(fleeting, job -> Outcome.completed())));
  JobStore store;
  JobStore other;

  abstract Stores stores();

  @BeforeEach
  void open() {
    store = stores().open("a", catalogue, clock, leaseClock);
    other = stores().open("b", catalogue, clock, leaseClock);
  }

  NewJob note(String text) {
    return plain.job(new Note(text));
  }

  UUID enqueue(NewJob job) {
    return Futures.get(store.enqueue(List.of(job))).getFirst().id();
  }

  List<ClaimedJob> claim(int atMost) {
    return Futures.get(store.claim(queue, "a", atMost, USUAL, leaseClock.instant().plus(LEASE)));
  }

  ClaimedJob claimOne() {
    var jobs = claim(1);
    if (jobs.isEmpty()) {
      throw new AssertionError("nothing to claim in " + queue);
    }
    return jobs.getFirst();
  }

  /** Claims one job after another until none is due. */
  List<UUID> claimAllInTurn() {
    var ids = new ArrayList<UUID>();
    for (var jobs = claim(1); !jobs.isEmpty(); jobs = claim(1)) {
      ids.add(jobs.getFirst().id());
    }
    return ids;
  }

  /** Judges and settles as a runner would, without jitter; answers whether the lease held. */
  boolean settle(ClaimedJob job, Outcome outcome) {
    return settle(store, job, outcome);
  }

  boolean settle(JobStore by, ClaimedJob job, Outcome outcome) {
    return Futures.get(by.settle(List.of(settlement(job, outcome)))).equals(Set.of(job.id()));
  }

  Settlement settlement(ClaimedJob job, Outcome outcome) {
    var kind = catalogue.get(job.kind()).kind();
    var verdict = Verdict.judge(job, kind, outcome, clock.instant(), 0);
    return Settlement.of(job, kind, outcome, verdict);
  }

  static Outcome failed(String reason) {
    return new Outcome.Failed(new Failure.RetryNow(reason));
  }

  static Outcome hopeless(String reason) {
    return new Outcome.Failed(new Failure.Never(reason));
  }

  JobView view(UUID id) {
    return Futures.get(store.desk().find(id)).orElseThrow();
  }

  List<ClaimedJob> rescue() {
    var now = leaseClock.instant();
    return Futures.get(other.rescue("b", catalogue.kinds(), now, now.plus(LEASE), 1000));
  }
}
