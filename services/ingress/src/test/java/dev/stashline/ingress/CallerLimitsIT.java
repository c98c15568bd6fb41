package dev.stashline.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.runtime.Json;
import dev.stashline.standins.LocalRedis;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class CallerLimitsIT {
  /** A miss is counted as its answer is sent: the next question may come in between. */
  private static final int A_FEW_ON_THEIR_WAY = DoorFixture.MISSES + 3;

  private final LocalRedis redis = LocalRedis.temporary().start();
  private final Vertx vertx = Vertx.vertx();
  private final Redis client = Redis.createClient(vertx, redis.url());
  private final DoorFixture door = new DoorFixture(Optional.of(client));

  @AfterEach
  void close() {
    door.close();
    client.close();
    vertx.close();
    redis.close();
  }

  @Test
  void a_caller_who_asks_too_often_is_told_when_to_come_back() throws Exception {
    for (int i = 0; i < DoorFixture.REQUESTS; i++) {
      assertThat(ask("busy", "").statusCode()).isEqualTo(200);
    }
    var refused = ask("busy", "");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(Json.tree(refused.body()).get("detail").textValue())
        .isEqualTo("More than 200 requests in 60 seconds.");
    assertThat(ask("calm", "").statusCode()).as("another caller").isEqualTo(200);

    long wait = Long.parseLong(refused.headers().firstValue("Retry-After").orElseThrow());
    assertThat(wait).isEqualTo(1);
    door.rateClock.moveAhead(Duration.ofSeconds(wait));
    assertThat(ask("busy", "").statusCode()).as("after the wait").isEqualTo(200);
  }

  @Test
  void A11_who_guesses_codes_is_turned_away_even_from_what_exists() throws Exception {
    int guesses = 0;
    while (ask("guesser", DoorFixture.UNKNOWN_CODE).statusCode() == 404) {
      guesses++;
    }
    assertThat(guesses).isBetween(DoorFixture.MISSES, A_FEW_ON_THEIR_WAY);
    assertThat(ask("guesser", DoorFixture.UNKNOWN_CODE).statusCode()).isEqualTo(429);
    assertThat(ask("guesser", "KNOWN123").statusCode()).isEqualTo(429);
    assertThat(ask("owner", "KNOWN123").statusCode()).isEqualTo(200);
  }

  @Test
  void without_a_token_the_address_is_the_caller() throws Exception {
    int guesses = 0;
    while (anonymous().statusCode() == 404) {
      guesses++;
    }
    assertThat(guesses).isBetween(DoorFixture.MISSES, A_FEW_ON_THEIR_WAY);
    assertThat(anonymous().statusCode()).isEqualTo(429);
    assertThat(ask("owner", "KNOWN123").statusCode()).isEqualTo(200);
  }

  @Test
  void processes_that_share_a_redis_count_together() throws Exception {
    try (var other = new DoorFixture(Optional.of(client))) {
      for (int i = 0; i < DoorFixture.REQUESTS / 2; i++) {
        assertThat(ask("busy", "").statusCode()).isEqualTo(200);
        assertThat(other.send(other.as("busy", "/api/get-plan?code=KNOWN123")).statusCode())
            .isEqualTo(200);
      }
      assertThat(ask("busy", "").statusCode()).isEqualTo(429);
    }
  }

  @Test
  void while_redis_is_away_the_process_counts_alone_and_nobody_waits_for_it() throws Exception {
    assertThat(ask("busy", "").statusCode()).isEqualTo(200);
    redis.kill();
    for (int i = 0; i < DoorFixture.REQUESTS; i++) {
      assertThat(ask("busy", "").statusCode()).isEqualTo(200);
    }
    assertThat(ask("busy", "").statusCode()).as("its own count").isEqualTo(429);
  }

  private HttpResponse<String> ask(String subject, String code) throws Exception {
    return door.send(
        door.as(subject, "/api/get-plan?code=" + (code.isEmpty() ? "KNOWN123" : code)));
  }

  private HttpResponse<String> anonymous() throws Exception {
    return door.send(door.to("/api/get-plan?token=abc&code=" + DoorFixture.UNKNOWN_CODE));
  }
}
