package dev.stashline.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stashline.runtime.Database;
import dev.stashline.runtime.MovableClock;
import dev.stashline.testkit.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the database is asked about tokens, with a clock that moves only by hand. */
class KnownTokensIT {
  private final TestDatabase database = TestDatabase.fresh(BrokerFixture.OWNERS);
  private final Vertx vertx = Vertx.vertx();
  private final Pool pool = Database.open(vertx, database.config());
  private final Pool other = Database.open(vertx, database.config());
  private final MovableClock clock = new MovableClock(() -> Instant.parse("2026-11-23T10:00:00Z"));
  private final Users users = Users.in(other, clock, new SecureRandom());
  private final KnownTokens tokens = new KnownTokens(pool, clock);
  private Buffer known;

  @BeforeEach
  void knowAda() {
    known = Accounts.hash(BrokerFixture.await(users.mint("ada", false)).token());
    BrokerFixture.await(tokens.read());
  }

  @AfterEach
  void stop() {
    BrokerFixture.await(pool.close());
    BrokerFixture.await(other.close());
    BrokerFixture.await(vertx.close());
    database.close();
  }

  private static Buffer guess(int number) {
    return Accounts.hash("guess " + number);
  }

  @Test
  void a_flood_of_guesses_asks_the_database_once_a_second() {
    // Whoever asks the database now has to wait.
    var holder = BrokerFixture.await(other.getConnection());
    var held = BrokerFixture.await(holder.begin());
    BrokerFixture.await(holder.query("lock table broker.token in access exclusive mode").execute());
    for (int i = 0; i < 10_000; i++) {
      var answer = tokens.find(guess(i));
      assertThat(answer.succeeded()).as("guess %d is answered from memory", i).isTrue();
      assertThat(answer.result()).isEmpty();
    }

    clock.moveAhead(KnownTokens.LOOK_AGAIN);
    var waiting = new ArrayList<Future<Optional<Sender>>>();
    for (int i = 0; i < 1_000; i++) {
      waiting.add(tokens.find(guess(i)));
    }
    long asking =
        BrokerFixture.await(
                other
                    .query(
                        "select count(*) from pg_stat_activity where datname = current_database()"
                            + " and query like '%broker.token%' and state = 'active' and pid <> pg_backend_pid()")
                    .execute())
            .iterator()
            .next()
            .getLong(0);
    assertThat(asking).isLessThanOrEqualTo(1);
    assertThat(tokens.find(known).result()).contains(new Sender("ada", false));
    BrokerFixture.await(held.rollback());
    BrokerFixture.await(holder.close());
    waiting.forEach(answer -> assertThat(BrokerFixture.await(answer)).isEmpty());
  }

  @Test
  void a_revoked_token_is_good_for_five_seconds_at_most_and_a_new_one_after_one() {
    BrokerFixture.await(users.revoke("ada", null));
    clock.moveAhead(KnownTokens.FRESH);
    assertThat(BrokerFixture.await(tokens.find(known))).isEmpty();

    var fresh = Accounts.hash(BrokerFixture.await(users.mint("ada", true)).token());
    clock.moveAhead(KnownTokens.LOOK_AGAIN);
    assertThat(BrokerFixture.await(tokens.find(fresh))).contains(new Sender("ada", true));
    assertThat(BrokerFixture.await(tokens.findWriter("ada")))
        .as("a read-only token opens no hook")
        .isEmpty();
  }

  @Test
  void while_Postgres_is_away_known_tokens_are_good_for_a_minute_and_others_cannot_be_told() {
    BrokerFixture.await(pool.close());
    clock.moveAhead(KnownTokens.FRESH.plusSeconds(1));
    assertThat(BrokerFixture.await(tokens.find(known))).contains(new Sender("ada", false));
    assertThatThrownBy(() -> BrokerFixture.await(tokens.find(guess(1))))
        .hasStackTraceContaining("could not check the token");
    clock.moveAhead(KnownTokens.STALE.minus(Duration.ofSeconds(5)));
    assertThatThrownBy(() -> BrokerFixture.await(tokens.find(known)))
        .hasStackTraceContaining("could not check the token");
  }
}
