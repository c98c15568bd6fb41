package dev.stashline.broker;

import static dev.stashline.broker.BrokerFixture.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.qstash.MessageIds;
import dev.stashline.qstash.SignatureVerdict;
import dev.stashline.qstash.SignatureVerifier;
import dev.stashline.testkit.Await;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Publishing inside a transaction of the caller's: {@code select broker.publish(…)}. */
class SqlPublishIT {
  private BrokerFixture broker;
  private SqlConnection caller;

  @BeforeEach
  void start() {
    broker = new BrokerFixture();
    caller = await(broker.pool.getConnection());
    await(caller.query("create table public.shop_order (id bigint primary key)").execute());
  }

  @AfterEach
  void stop() {
    await(caller.close());
    broker.close();
  }

  private String publish(String path, String body, JsonObject headers) {
    return SqlCalls.publish(caller, broker.receiver.url(path), body, headers);
  }

  private static String text(Receiver.Received received) {
    return new String(received.body(), UTF_8);
  }

  private long count(String table) {
    return SqlCalls.count(broker.pool, table);
  }

  @Test
  void what_commits_with_the_callers_row_is_delivered_once_and_signed() {
    var tx = await(caller.begin());
    await(caller.query("insert into public.shop_order values (7)").execute());
    String id =
        publish(
            "/order",
            "{\"order\":7}",
            new JsonObject()
                .put("content-type", "application/json")
                .put("Upstash-Forward-X-Shop", "a")
                .put("Upstash-Method", "PUT")
                .put("Upstash-Retries", 2));
    assertThat(broker.receiver.next(Duration.ofMillis(400))).as("before the commit").isNull();
    await(tx.commit());

    var received = broker.next();
    assertThat(text(received)).isEqualTo("{\"order\":7}");
    assertThat(received.method()).isEqualTo("PUT");
    assertThat(received.header("X-Shop")).isEqualTo("a");
    assertThat(received.header("Content-Type")).isEqualTo("application/json");
    assertThat(received.header("Upstash-Message-Id")).isEqualTo(id);
    assertThat(
            new SignatureVerifier(BrokerFixture.USER.keys(), broker.clock)
                .verify(
                    received.header("Upstash-Signature"),
                    broker.receiver.url("/order"),
                    received.body()))
        .isInstanceOf(SignatureVerdict.Genuine.class);
    assertThat(broker.states(id, "DELIVERED")).containsExactly("CREATED", "ACTIVE", "DELIVERED");
    assertThat(broker.get("/v2/messages/" + id).json().path("maxRetries").asInt()).isEqualTo(2);
    assertThat(count("public.shop_order")).isEqualTo(1);
    assertThat(count("broker.intake")).isZero();
    assertThat(broker.receiver.next(Duration.ofMillis(300))).isNull();
  }

  @Test
  void what_is_rolled_back_never_was() {
    var tx = await(caller.begin());
    await(caller.query("insert into public.shop_order values (7)").execute());
    publish("/order", "x", new JsonObject());
    await(tx.rollback());
    String id = publish("/next", "y", new JsonObject());
    assertThat(broker.next().uri()).isEqualTo("/next");
    broker.states(id, "DELIVERED");
    assertThat(count("public.shop_order")).isZero();
    assertThat(count("broker.message")).isEqualTo(1);
  }

  @Test
  void bytes_and_no_body_go_as_they_are() {
    byte[] bytes = {0, (byte) 0xff, 7};
    await(
        caller
            .preparedQuery("select broker.publish('dev1', $1, $2::bytea)")
            .execute(Tuple.of(broker.receiver.url("/bytes"), Buffer.buffer(bytes))));
    assertThat(broker.next().body()).isEqualTo(bytes);
    await(
        caller
            .preparedQuery("select broker.publish('dev1', $1)")
            .execute(Tuple.of(broker.receiver.url("/empty"))));
    assertThat(broker.next().body()).isEmpty();
  }

  @Test
  void a_delay_counts_from_the_call_even_while_no_broker_takes_it_over() {
    String id = publish("/late", "x", new JsonObject().put("Upstash-Delay", "1h"));
    Await.until("it is taken over", Duration.ofSeconds(10), () -> !broker.states(id).isEmpty());
    assertThat(broker.receiver.next(Duration.ofMillis(200))).isNull();
    broker.clock.moveAhead(Duration.ofMinutes(61));
    assertThat(broker.next().header("Upstash-Message-Id")).isEqualTo(id);

    // As if every broker had been down for two hours.
    var tx = await(caller.begin());
    publish("/old", "x", new JsonObject().put("Upstash-Delay", "1h"));
    await(
        caller
            .query("update broker.intake set called_at = called_at - interval '2 hours'")
            .execute());
    await(tx.commit());
    assertThat(broker.next().uri()).isEqualTo("/old");
  }

  @Test
  void a_deduplication_id_is_the_same_by_SQL_and_by_HTTP() {
    var once = new JsonObject().put("Upstash-Deduplication-Id", "once");
    String first = publish("/d", "1", once);
    broker.next();
    publish("/d", "2", once);
    String last = publish("/end", "", new JsonObject());
    assertThat(broker.next().uri()).as("the duplicate is not delivered").isEqualTo("/end");
    broker.states(last, "DELIVERED");
    assertThat(broker.publishAgain("/d", "once")).isEqualTo(first);
  }

  @Test
  void a_queue_keeps_the_order_of_the_calls() {
    var tx = await(caller.begin());
    for (int i = 0; i < 40; i++) {
      publish("/q", "" + i, new JsonObject().put("Upstash-Queue-Name", "line"));
    }
    await(tx.commit());
    for (int i = 0; i < 40; i++) {
      assertThat(text(broker.next())).isEqualTo("" + i);
    }
    assertThat(broker.get("/v2/queues/line").status()).isEqualTo(200);
  }

  @Test
  void a_group_gets_a_message_for_each_endpoint_and_the_first_ones_id_is_returned() {
    broker.call(
        "POST",
        "/v2/topics/news/endpoints",
        "{\"endpoints\":[{\"url\":\"%s\"},{\"url\":\"%s\"}]}"
            .formatted(broker.receiver.url("/a"), broker.receiver.url("/b"))
            .getBytes(UTF_8));
    String id = SqlCalls.publish(caller, "news", "x", new JsonObject());
    var uris = new HashSet<String>();
    for (int i = 0; i < 2; i++) {
      var received = broker.next();
      uris.add(received.uri());
      assertThat(received.header("Upstash-Message-Id").equals(id))
          .isEqualTo(received.uri().equals("/a"));
    }
    assertThat(uris).containsExactlyInAnyOrder("/a", "/b");
  }

  @Test
  void ids_are_in_the_order_of_the_calls_and_read_by_the_broker() {
    var rows =
        await(
            caller
                .query(
                    "select id, broker.message_id(id) from (select broker.new_message_id() as id"
                        + " from generate_series(1, 500)) n")
                .execute());
    var texts = new ArrayList<String>();
    rows.forEach(
        row -> {
          assertThat(MessageIds.uuid(row.getString(1))).contains(row.getUUID(0));
          assertThat(row.getUUID(0).version()).isEqualTo(7);
          assertThat(row.getUUID(0).variant()).isEqualTo(2);
          texts.add(row.getString(1));
        });
    assertThat(texts).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void a_commit_is_heard_and_not_waited_for() {
    publish("/", "first", new JsonObject());
    broker.next();
    long began = System.nanoTime();
    for (int i = 0; i < 15; i++) {
      publish("/", "x", new JsonObject());
      broker.next();
    }
    // Found by looking once a second alone, each would take about that second.
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(7));
  }

  @Test
  void who_does_not_hear_finds_it_and_hears_again_once_the_connection_is_back() {
    await(caller.query("set stashline.notify = off").execute());
    publish("/unheard", "x", new JsonObject());
    assertThat(broker.next().uri()).isEqualTo("/unheard");

    await(caller.query("reset stashline.notify").execute());
    int old = listener(0);
    await(caller.query("select pg_terminate_backend(" + old + ")").execute());
    publish("/deaf", "x", new JsonObject());
    assertThat(broker.next().uri()).isEqualTo("/deaf");
    Await.until("it listens again", Duration.ofSeconds(10), () -> listener(old) > 0);
    a_commit_is_heard_and_not_waited_for();
  }

  /** The process that listens, if it is not this one; 0 for none. */
  private int listener(int butNot) {
    var rows =
        await(
            broker
                .pool
                .preparedQuery(
                    "select pid from pg_stat_activity where datname = current_database() and"
                        + " application_name = 'stashline listener' and query like 'listen%' and"
                        + " state = 'idle' and pid <> $1")
                .execute(Tuple.of(butNot)));
    return rows.size() == 0 ? 0 : rows.iterator().next().getInteger(0);
  }

  @Test
  void two_nodes_deliver_each_once() {
    try (var second = broker.node()) {
      assertThat(second.broker.actualPort()).isPositive();
      var bodies = new HashSet<String>();
      for (int i = 0; i < 20; i++) {
        var tx = await(caller.begin());
        for (int j = 0; j < 10; j++) {
          bodies.add(i + "-" + j);
          publish("/", i + "-" + j, new JsonObject());
        }
        await(tx.commit());
      }
      var received = new ArrayList<String>();
      for (int i = 0; i < 200; i++) {
        received.add(text(broker.next()));
      }
      assertThat(received).containsExactlyInAnyOrderElementsOf(bodies);
      assertThat(broker.receiver.next(Duration.ofMillis(300))).isNull();
    }
  }
}
