package dev.stashline.jobs;

import static java.util.Objects.requireNonNull;

import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The main class of the processes that {@link KilledNodesIT} kills. */
final class KilledNode {
  static final String QUEUE = "killed";
  static final Duration LEASE = Duration.ofSeconds(2);
  static final Kind<Note> KIND =
      Kind.of("effect", QUEUE, Note.class)
          .attempts(100, new BackOff(Duration.ofMillis(50), Duration.ofMillis(200), 0.5));

  private static volatile @Nullable Pool pool;

  private KilledNode() {}

  /** Arguments: the database's URL and this node's name. */
  public static void main(String[] arguments) throws InterruptedException {
    var node =
        TestNode.on(arguments[0])
            .name(arguments[1])
            .lease(LEASE)
            .with(Work.of(KIND, KilledNode::perform));
    pool = node.pool;
    node.start(QUEUE, 16);
    System.out.println("started " + arguments[1]);
    Thread.currentThread().join();
  }

  /** The job's id is the idempotency key: a second attempt finds its effect and adds none. */
  private static Outcome perform(Job<Note> job) throws InterruptedException {
    job.await(
        requireNonNull(pool)
            .preparedQuery(
                """
                with tried as (insert into tried values ($1))
                insert into effect values ($1) on conflict do nothing""")
            .execute(Tuple.of(job.id())));
    return Outcome.completed();
  }
}
