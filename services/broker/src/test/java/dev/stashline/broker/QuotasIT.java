package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.testkit.Await;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How many things an account may have, when many are made at the same moment. */
class QuotasIT {
  private static final int AT_ONCE = 20;
  private static final int MOST = 5;

  private BrokerFixture broker;

  @BeforeEach
  void start() {
    String most = String.valueOf(MOST);
    broker =
        new BrokerFixture(
            Map.of(
                "BROKER_MAX_QUEUES", most,
                "BROKER_MAX_URL_GROUPS", most,
                "BROKER_MAX_SCHEDULES", most));
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  /** The ways to make what is counted. */
  enum Way {
    QUEUE("queue", "/v2/queues"),
    ENQUEUE("queue", "/v2/queues"),
    URL_GROUP("url_group", "/v2/topics"),
    SCHEDULE("schedule", "/v2/schedules");

    private final String table;
    private final String list;

    Way(String table, String list) {
      this.table = table;
      this.list = list;
    }

    int make(BrokerFixture broker, int n) {
      String url = broker.receiver.url("/x");
      return (switch (this) {
            case QUEUE -> post(broker, "/v2/queues", "{\"queueName\":\"q%d\"}".formatted(n));
            case ENQUEUE -> post(broker, "/v2/enqueue/q" + n + "/" + url, "");
            case URL_GROUP ->
                post(
                    broker,
                    "/v2/topics/g" + n + "/endpoints",
                    "{\"endpoints\":[{\"url\":\"%s\"}]}".formatted(url));
            case SCHEDULE -> post(broker, "/v2/schedules/" + url, "", "Upstash-Cron", "@yearly");
          })
          .status();
    }

    private static BrokerFixture.Answer post(
        BrokerFixture broker, String path, String body, String... headers) {
      return broker.call("POST", path, body.getBytes(UTF_8), headers);
    }
  }

  @ParameterizedTest
  @EnumSource
  void as_many_as_allowed_are_made_however_many_come_at_once(Way way) throws Exception {
    SqlConnection door = BrokerFixture.await(broker.pool.getConnection());
    BrokerFixture.await(door.query("begin").execute());
    BrokerFixture.await(
        door.query("lock table broker." + way.table + " in share row exclusive mode").execute());
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> statuses =
          IntStream.range(0, AT_ONCE)
              .mapToObj(n -> callers.submit((Callable<Integer>) () -> way.make(broker, n)))
              .toList();
      Await.until("two stand before the door", Duration.ofSeconds(10), () -> waiting(door) >= 2);
      BrokerFixture.await(door.query("rollback").execute());
      int made = 0;
      for (var status : statuses) {
        assertThat(status.get()).isIn(200, 412);
        made += status.get() == 200 ? 1 : 0;
      }
      assertThat(made).isEqualTo(MOST);
    } finally {
      BrokerFixture.await(door.close());
    }
    assertThat(broker.get(way.list).json()).hasSize(MOST);
  }

  /** How many transactions wait to write to the table. */
  private static long waiting(SqlConnection door) {
    return BrokerFixture.await(
            door.query("select count(*) from pg_locks where locktype = 'relation' and not granted")
                .execute())
        .iterator()
        .next()
        .getLong(0);
  }
}
