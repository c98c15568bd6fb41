package dev.stashline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.contracts.BusMessage;
import dev.stashline.contracts.CancelRequested;
import dev.stashline.contracts.JobEvent;
import dev.stashline.contracts.JobsWaiting;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BusTest {
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final UUID job = UUID.randomUUID();

  @AfterEach
  void close() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void a_consumer_of_a_sealed_parent_gets_every_record_below_it() throws Exception {
    BlockingQueue<JobEvent> seen = new LinkedBlockingQueue<>();
    bus.consume("jobs.events", JobEvent.class, seen::add);
    var stepped = new JobEvent.Stepped(job, "plans", "plans.generate", 1, null, "meal", "running");
    var completed = new JobEvent.Completed(job, "plans", "plans.generate", 1, "request-1");
    bus.publish(stepped);
    bus.publish(completed);
    assertThat(seen.poll(5, TimeUnit.SECONDS)).isEqualTo(stepped);
    assertThat(seen.poll(5, TimeUnit.SECONDS)).isEqualTo(completed);
  }

  @Test
  void a_consumer_of_one_record_gets_no_other_from_the_same_address() throws Exception {
    BlockingQueue<JobEvent> seen = new LinkedBlockingQueue<>();
    bus.consume("jobs.events", JobEvent.Cancelled.class, seen::add);
    bus.publish(new JobEvent.Completed(job, "plans", "plans.generate", 1, null));
    var cancelled = new JobEvent.Cancelled(job, "plans", "plans.generate", 1, null);
    bus.publish(cancelled);
    assertThat(seen.poll(5, TimeUnit.SECONDS)).isEqualTo(cancelled);
  }

  @Test
  void a_consumer_that_fails_gets_the_next_message_all_the_same() throws Exception {
    BlockingQueue<BusMessage> seen = new LinkedBlockingQueue<>();
    bus.consume(
        "jobs.nudge",
        JobsWaiting.class,
        m -> {
          if (m.queue().equals("bad")) {
            throw new IllegalStateException("planted");
          }
          seen.add(m);
        });
    bus.publish(new JobsWaiting("bad", Instant.EPOCH));
    bus.publish(new JobsWaiting("good", Instant.EPOCH));
    assertThat(seen.poll(5, TimeUnit.SECONDS)).isEqualTo(new JobsWaiting("good", Instant.EPOCH));
  }

  @Test
  void a_cancelled_consumer_gets_nothing_more() throws Exception {
    BlockingQueue<BusMessage> first = new LinkedBlockingQueue<>();
    BlockingQueue<BusMessage> second = new LinkedBlockingQueue<>();
    var subscription = bus.consume("jobs.cancel", CancelRequested.class, first::add);
    bus.consume("jobs.cancel", CancelRequested.class, second::add);
    subscription.cancel();
    bus.publish(new CancelRequested(job));
    assertThat(second.poll(5, TimeUnit.SECONDS)).isNotNull();
    assertThat(first).isEmpty();
  }

  @Test
  void publishing_on_a_closed_bus_does_not_throw() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
    bus.publish(new CancelRequested(job));
  }

  @Test
  void every_record_survives_json_and_unknown_fields() {
    assertThat(Bus.records(BusMessage.class))
        .hasSizeGreaterThanOrEqualTo(10)
        .allSatisfy(type -> assertThat(type.isRecord()).isTrue());
    var retrying =
        new JobEvent.Retrying(
            job, "plans", "plans.generate", 2, null, Instant.parse("2026-03-01T10:00:00Z"));
    assertThat(Json.read(Json.write(retrying), JobEvent.Retrying.class)).isEqualTo(retrying);
    assertThat(
            Json.read(
                "{\"jobId\":\"%s\",\"addedLater\":{\"a\":1}}".formatted(job),
                CancelRequested.class))
        .isEqualTo(new CancelRequested(job));
  }
}
