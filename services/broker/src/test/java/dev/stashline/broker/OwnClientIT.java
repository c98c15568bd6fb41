package dev.stashline.broker;

import static dev.stashline.broker.BrokerFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.qstash.PublishAnswer.Accepted;
import dev.stashline.qstash.QStashApi;
import dev.stashline.qstash.QStashClient;
import dev.stashline.qstash.QStashMessages;
import dev.stashline.qstash.QStashReply;
import dev.stashline.qstash.QStashReply.Absent;
import dev.stashline.qstash.QStashReply.Done;
import dev.stashline.qstash.QStashReply.Refused;
import dev.stashline.qstash.QStashSchedules;
import dev.stashline.qstash.QueueSchedule;
import dev.stashline.runtime.Secret;
import dev.stashline.testkit.Await;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.WebClient;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client that our services use, against the broker. */
class OwnClientIT {
  private static final Duration SOON = Duration.ofSeconds(10);

  private BrokerFixture broker;
  private QStashApi api;
  private QStashSchedules schedules;

  @BeforeEach
  void start() {
    broker = new BrokerFixture();
    api = api(BrokerFixture.USER.token());
    schedules = new QStashSchedules(api);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private QStashApi api(String token) {
    return new QStashApi(
        WebClient.create(broker.vertx),
        URI.create("http://127.0.0.1:" + broker.broker.actualPort()),
        new Secret(token),
        Duration.ofSeconds(20),
        broker.clock);
  }

  private URI target(String path) {
    return URI.create(broker.receiver.url(path));
  }

  private List<QueueSchedule> listed() {
    return QStashSchedules.listed(done(await(schedules.list())));
  }

  private QueueSchedule found(String id) {
    return QStashSchedules.found(done(await(schedules.get(id))));
  }

  private static Done done(QStashReply reply) {
    assertThat(reply).isInstanceOf(Done.class);
    return (Done) reply;
  }

  @Test
  void a_schedule_is_kept_from_its_first_put_to_its_end() {
    assertThat(listed()).isEmpty();
    done(
        await(
            schedules.put(
                "mine-1",
                target("/hook?x=1&y=%20"),
                "CRON_TZ=Europe/Berlin 0 9 * * 1",
                Map.of(
                    "Content-Type",
                    "application/json",
                    "Upstash-Forward-authorization",
                    "Bearer k"),
                "{\"a\":\"é\"}")));
    var made =
        new QueueSchedule(
            "mine-1",
            "CRON_TZ=Europe/Berlin 0 9 * * 1",
            broker.receiver.url("/hook?x=1&y=%20"),
            false,
            Buffer.buffer("{\"a\":\"é\"}"),
            Map.of(
                "Content-Type", List.of("application/json"), "Authorization", List.of("Bearer k")));
    assertThat(listed()).containsExactly(made);

    done(await(schedules.pause("mine-1")));
    done(await(schedules.pause("mine-1")));
    assertThat(found("mine-1").isPaused()).isTrue();
    done(await(schedules.resume("mine-1")));
    assertThat(found("mine-1")).isEqualTo(made);

    done(await(schedules.put("mine-1", target("/other"), "@daily", Map.of(), "")));
    done(await(schedules.put("mine-2", target("/hook"), "@daily", Map.of(), "x")));
    assertThat(listed())
        .containsExactly(
            new QueueSchedule(
                "mine-1",
                "@daily",
                broker.receiver.url("/other"),
                false,
                Buffer.buffer(),
                Map.of()),
            new QueueSchedule(
                "mine-2",
                "@daily",
                broker.receiver.url("/hook"),
                false,
                Buffer.buffer("x"),
                Map.of()));

    done(await(schedules.delete("mine-1")));
    assertThat(await(schedules.delete("mine-1"))).isInstanceOf(Absent.class);
    assertThat(await(schedules.get("mine-1"))).isInstanceOf(Absent.class);
    assertThat(await(schedules.pause("mine-1"))).isInstanceOf(Absent.class);
    assertThat(await(schedules.resume("mine-1"))).isInstanceOf(Absent.class);
    assertThat(listed()).extracting(QueueSchedule::id).containsExactly("mine-2");
  }

  @Test
  void what_is_hidden_can_still_be_compared() {
    done(
        await(
            schedules.put(
                "hidden",
                target("/"),
                "@daily",
                Map.of("Upstash-Forward-Key", "k3y", "Upstash-Redact-Fields", "body,header[Key]"),
                "private")));

    var shown = found("hidden");
    assertThat(shown.body()).isNotEqualTo(Buffer.buffer("private"));
    assertThat(shown.hasBody(Buffer.buffer("private"))).isTrue();
    assertThat(shown.hasBody(Buffer.buffer("public"))).isFalse();
    assertThat(shown.hasHeader("key", "k3y")).isTrue();
    assertThat(shown.hasHeader("key", "other")).isFalse();
  }

  @Test
  void what_the_broker_does_not_take_is_refused() {
    assertThat(await(schedules.put("bad", target("/"), "61 * * * *", Map.of(), "")))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.status()).isEqualTo(400));
    assertThat(await(schedules.put("not a name", target("/"), "@daily", Map.of(), "")))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.status()).isEqualTo(400));
    assertThat(await(new QStashSchedules(api("wrong")).list()))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.status()).isEqualTo(401));
    assertThat(listed()).isEmpty();
  }

  @Test
  void a_message_for_later_can_be_looked_up_and_taken_back() {
    var messages = new QStashMessages(api);
    long later = broker.clock.instant().plus(Duration.ofHours(1)).getEpochSecond();
    var published =
        await(
            new QStashClient(api)
                .publish(
                    broker.receiver.url("/later"),
                    Map.of("Upstash-Not-Before", Long.toString(later)),
                    Buffer.buffer("x")));
    assertThat(published).isInstanceOf(Accepted.class);
    String id = ((Accepted) published).first().messageId();

    assertThat(done(await(messages.get(id))).json().path("notBefore").asLong())
        .isEqualTo(later * 1000);
    assertThat(done(await(messages.delete(id))).json().path("cancelled").asInt()).isEqualTo(1);

    // Known for a little longer, so that what has just ended can be looked up.
    broker.clock.moveAhead(Duration.ofHours(2));
    Await.until("its end", SOON, () -> await(messages.get(id)) instanceof Absent);
    assertThat(await(messages.delete(id))).isInstanceOf(Absent.class);
    assertThat(await(messages.get("msg_unknown"))).isInstanceOf(Absent.class);
    assertThat(broker.receiver.waiting()).isZero();
  }
}
