package dev.stashline.jobs;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** Postgres keeps every store's contract. */
class PostgresStoreIT {
  private static PostgresStores postgres;

  @BeforeAll
  static void open() {
    postgres = new PostgresStores();
  }

  @AfterAll
  static void close() {
    postgres.close();
  }

  @Nested
  class Enqueueing extends EnqueueContract {
    @Override
    Stores stores() {
      return postgres;
    }
  }

  @Nested
  class Claiming extends ClaimContract {
    @Override
    Stores stores() {
      return postgres;
    }
  }

  @Nested
  class Lanes extends LaneContract {
    @Override
    Stores stores() {
      return postgres;
    }
  }

  @Nested
  class Settling extends SettleContract {
    @Override
    Stores stores() {
      return postgres;
    }
  }

  @Nested
  class Stepping extends StepContract {
    @Override
    Stores stores() {
      return postgres;
    }
  }

  @Nested
  class Looking extends DeskContract {
    @Override
    Stores stores() {
      return postgres;
    }
  }
}
