package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.testkit.Await;
import dev.stashline.testkit.LogCapture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Schedules that are due together, one of which cannot fire. */
class ScheduleTroubleIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  private BrokerFixture broker;

  @BeforeEach
  void start() {
    broker = new BrokerFixture(Map.of("BROKER_MAX_QUEUES", "1"));
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  /** One that is due every day and goes to the path of its name. */
  private void schedule(String name, String... more) {
    var headers = new ArrayList<>(List.of("Upstash-Cron", "@daily", "Upstash-Schedule-Id", name));
    headers.addAll(List.of(more));
    var answer =
        broker.call(
            "POST",
            "/v2/schedules/" + broker.receiver.url("/" + name),
            name.getBytes(UTF_8),
            headers.toArray(String[]::new));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  private JsonNode show(String name) {
    return broker.get("/v2/schedules/" + name).json();
  }

  private void aDayPasses() {
    broker.clock.moveAhead(Duration.ofDays(1));
  }

  /** Lets Postgres store no message to this path. */
  private void refuse(String path, String sqlState) {
    BrokerFixture.await(
        broker
            .pool
            .query(
                """
                create function public.refuse() returns trigger language plpgsql as $$
                begin raise exception 'no' using errcode = '%s'; end $$;
                create trigger refuse before insert on broker.message for each row when (new.path = '%s')
                  execute function public.refuse()\
                """
                    .formatted(sqlState, path))
            .execute());
  }

  private void refuseNoMore() {
    BrokerFixture.await(broker.pool.query("drop function public.refuse cascade").execute());
  }

  private void assertFire(String... names) {
    var fired = new HashSet<String>();
    for (int i = 0; i < names.length; i++) {
      fired.add(broker.next().uri().substring(1));
    }
    assertThat(fired).containsExactlyInAnyOrder(names);
  }

  @Test
  void one_whose_queue_may_not_be_made_says_so_and_the_others_fire() {
    schedule("first", "Upstash-Queue-Name", "q");
    schedule("second", "Upstash-Queue-Name", "r");
    schedule("third");
    aDayPasses();
    var fired = new HashSet<>(List.of(broker.next().uri(), broker.next().uri()));
    assertThat(fired).contains("/third").containsAnyOf("/first", "/second");
    String other = fired.contains("/first") ? "second" : "first";
    var told = Await.value("it says why", SOON, () -> show(other), shown -> shown.has("error"));
    assertThat(told.path("error").asText()).contains("no more than 1 queues");
    assertThat(told.has("lastScheduleTime")).isFalse();
  }

  @Test
  void an_occurrence_that_can_never_be_stored_is_given_up_and_the_next_one_fires() {
    for (String name : List.of("a", "bad", "c")) {
      schedule(name);
    }
    long due = show("bad").path("nextScheduleTime").asLong();
    refuse("/bad", "22023");
    try (var log = LogCapture.start()) {
      aDayPasses();
      assertFire("a", "c");
      var told = Await.value("it says why", SOON, () -> show("bad"), shown -> shown.has("error"));
      assertThat(told.path("error").asText()).isEqualTo("it cannot be stored (22023)");
      assertThat(told.path("nextScheduleTime").asLong()).isGreaterThan(due);
      assertThat(log.linesWith("a schedule does not fire"))
          .hasSize(1)
          .allMatch(line -> line.message().contains("schedule=bad"));
    }
    refuseNoMore();
    aDayPasses();
    assertFire("a", "bad", "c");
    assertThat(show("bad").has("error")).isFalse();
    assertThat(broker.receiver.waiting()).isZero();
  }

  @Test
  void an_occurrence_that_cannot_be_stored_for_a_while_fires_late_and_once() {
    for (String name : List.of("a", "bad", "c")) {
      schedule(name);
    }
    long due = show("bad").path("nextScheduleTime").asLong();
    refuse("/bad", "53100");
    try (var log = LogCapture.start()) {
      aDayPasses();
      assertFire("a", "c");
      Await.until(
          "it is tried again",
          SOON,
          () -> log.linesWith("tried again count=1 account=dev1 schedule=bad").size() > 1);
    }
    assertThat(show("bad").path("nextScheduleTime").asLong()).isEqualTo(due);
    refuseNoMore();
    assertFire("bad");
    var fired =
        Await.value("it moves on", SOON, () -> show("bad"), shown -> shown.has("lastScheduleTime"));
    assertThat(fired.path("lastScheduleTime").asLong()).isEqualTo(due);
    assertThat(broker.receiver.waiting()).isZero();
  }

  /** More stand in front than are fired at a time. */
  @Test
  void many_that_cannot_fire_keep_none_behind_them_from_firing() {
    schedule("bad");
    BrokerFixture.await(
        broker
            .pool
            .query(
                """
                insert into broker.schedule (account, id, cron, destination, settings, body, missed_runs, overlap, created_at, next_at)
                select account, 'bad' || n, cron, destination, settings, body, missed_runs, overlap, created_at, next_at - interval '1 s'
                from broker.schedule, generate_series(1, 300) n\
                """)
            .execute());
    schedule("last");
    refuse("/bad", "53100");
    aDayPasses();
    assertFire("last");
    refuseNoMore();
    for (int i = 0; i <= 300; i++) {
      assertThat(broker.next().uri()).isEqualTo("/bad");
    }
    assertThat(broker.receiver.waiting()).isZero();
  }
}
