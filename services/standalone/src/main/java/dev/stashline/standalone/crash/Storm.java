package dev.stashline.standalone.crash;

import dev.stashline.standins.LocalPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** Kills brokers, and now and then the database, and starts them again. */
final class Storm {
  /** Of four kills the second is Postgres': a short storm has one, too. */
  private static final int ROUND = 4;

  private static final int DATABASES_TURN = 1;

  private final List<BrokerNode> nodes;
  private final LocalPostgres postgres;
  private final boolean killPostgres;
  private final RandomGenerator dice;
  private volatile int brokersKilled;
  private volatile int databaseKilled;

  Storm(
      List<BrokerNode> nodes, LocalPostgres postgres, boolean killPostgres, RandomGenerator dice) {
    this.nodes = nodes;
    this.postgres = postgres;
    this.killPostgres = killPostgres;
    this.dice = dice;
  }

  /** Blocks until the time is over; everything runs, or is starting, when it returns. */
  void blow(Duration time) throws IOException {
    long end = System.nanoTime() + time.toNanos();
    for (int kill = 0; System.nanoTime() < end; kill++) {
      pause(500, 2_500);
      if (killPostgres && kill % ROUND == DATABASES_TURN) {
        databaseKilled++;
        postgres.kill();
        pause(100, 1_000);
        postgres.start();
      } else {
        var node = nodes.get(dice.nextInt(nodes.size()));
        brokersKilled++;
        node.kill();
        pause(100, 1_500);
        node.start();
      }
    }
  }

  private void pause(int least, int most) {
    long end = System.nanoTime() + Duration.ofMillis(dice.nextLong(least, most)).toNanos();
    for (long left; (left = end - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(left);
    }
  }

  int brokersKilled() {
    return brokersKilled;
  }

  int databaseKilled() {
    return databaseKilled;
  }
}
