package dev.stashline.webhooks;

import static dev.stashline.webhooks.DoorFixture.BODY;
import static dev.stashline.webhooks.DoorFixture.PATH;
import static dev.stashline.webhooks.DoorFixture.PUBLIC;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.contracts.GeneratePlan;
import dev.stashline.qstash.SigningKeys;
import dev.stashline.runtime.Json;
import dev.stashline.testkit.LogCapture;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WebhookDoorIT {
  private final DoorFixture door = new DoorFixture();

  @AfterEach
  void close() {
    door.close();
  }

  @Test
  void A02_five_forged_deliveries_are_refused_and_leave_nothing_behind() throws Exception {
    String url = PUBLIC + PATH;
    var forged =
        Map.of(
            "missing", door.request(BODY, id()),
            "forged", signed(door.sign("sig_guessed", url, BODY), BODY),
            "expired",
                signed(
                    DoorFixture.sign(
                        "sig_now", url, BODY, () -> door.clock.instant().minusSeconds(301)),
                    BODY),
            "meant for another address",
                signed(door.sign("sig_now", PUBLIC + "/api/webhooks/other", BODY), BODY),
            "tampered", signed(door.sign("sig_now", url, BODY), BODY.replace("anna", "evil")));

    for (var attack : forged.entrySet()) {
      var answer = door.send(attack.getValue());
      assertThat(answer.statusCode()).as(attack.getKey()).isEqualTo(401);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }
    assertThat(door.jobs()).isEmpty();
    assertThat(door.receipts()).isZero();
  }

  @Test
  void A02_both_keys_are_accepted_and_keys_can_be_rotated_while_running() throws Exception {
    String url = PUBLIC + PATH;
    assertThat(statusOf(signed(door.sign("sig_now", url, BODY), BODY))).isEqualTo(200);
    assertThat(statusOf(signed(door.sign("sig_soon", url, BODY), BODY))).isEqualTo(200);

    door.keys.set(Optional.of(new SigningKeys("sig_now", "sig_soon").rotated("sig_later")));

    assertThat(statusOf(signed(door.sign("sig_now", url, BODY), BODY))).isEqualTo(401);
    assertThat(statusOf(signed(door.sign("sig_soon", url, BODY), BODY))).isEqualTo(200);
    assertThat(statusOf(signed(door.sign("sig_later", url, BODY), BODY))).isEqualTo(200);
  }

  @Test
  void a_query_belongs_to_the_address_that_was_signed() throws Exception {
    String url = PUBLIC + PATH + "?from=schedule";
    var signed = signed(door.sign("sig_now", url, BODY), BODY);
    var withQuery =
        HttpRequest.newBuilder(signed, (name, value) -> true)
            .uri(java.net.URI.create(signed.uri() + "?from=schedule"))
            .build();

    assertThat(statusOf(signed)).isEqualTo(401);
    assertThat(statusOf(withQuery)).isEqualTo(200);
  }

  @Test
  void A06_ten_deliveries_of_one_message_at_once_make_one_job_and_get_one_answer()
      throws Exception {
    door.engine.start(Map.of(GeneratePlan.QUEUE, 4));

    List<CompletableFuture<HttpResponse<String>>> answers =
        IntStream.range(0, 10).mapToObj(i -> door.sendAsync(door.delivery("msg_1", BODY))).toList();

    var bodies = new HashSet<String>();
    for (var answer : answers) {
      var response = answer.get(30, SECONDS);
      assertThat(response.statusCode()).isEqualTo(200);
      bodies.add(response.body());
    }
    assertThat(bodies).hasSize(1);
    assertThat(door.performed.poll(20, SECONDS))
        .isEqualTo(new GeneratePlan(null, "anna@example.com", "K7MW4RTX", "Anna Example", null));
    assertThat(door.jobs()).hasSize(1);
    assertThat(Json.tree(bodies.iterator().next()).get("jobId").textValue())
        .isEqualTo(door.jobs().getFirst().id().toString());
    assertThat(door.receipts()).isEqualTo(1);
  }

  @Test
  void X01_a_repeat_gets_the_same_answer_even_after_the_work_has_ended() throws Exception {
    door.engine.start(Map.of(GeneratePlan.QUEUE, 4));
    var first = door.send(door.delivery("msg_1", BODY));
    assertThat(door.performed.poll(20, SECONDS)).isNotNull();
    door.clock.moveAhead(Duration.ofHours(3));

    var repeat = door.send(door.delivery("msg_1", BODY));

    assertThat(repeat.statusCode()).isEqualTo(200);
    assertThat(repeat.body()).isEqualTo(first.body());
    assertThat(door.jobs()).hasSize(1);
  }

  @Test
  void X01_another_message_for_the_same_unfinished_work_joins_its_job() throws Exception {
    var first = door.send(door.delivery("msg_1", BODY));

    var other = door.send(door.delivery("msg_2", BODY));
    var otherAgain = door.send(door.delivery("msg_2", BODY));

    assertThat(other.body()).isEqualTo(first.body()).isEqualTo(otherAgain.body());
    assertThat(door.jobs()).hasSize(1);
    assertThat(door.receipts()).isEqualTo(2);
  }

  @Test
  void X01_receipts_leave_after_their_time_and_not_before() throws Exception {
    door.send(door.delivery("msg_1", BODY));
    door.clock.moveAhead(Duration.ofDays(1));
    door.send(door.delivery("msg_2", BODY));
    var retention =
        new ReceiptRetention(
            door.vertx, door.pool, Duration.ofDays(30), door.clock, new SecureRandom());
    assertThat(DoorFixture.await(retention.round())).as("all are young").isZero();
    assertThat(door.receipts()).isEqualTo(2);

    door.clock.moveAhead(Duration.ofDays(29).plusHours(1));

    assertThat(DoorFixture.await(retention.round())).isEqualTo(1);
    assertThat(door.receipts()).isEqualTo(1);
  }

  @Test
  void A18_bodies_that_can_never_work_are_refused_for_good_and_create_nothing() throws Exception {
    var bad =
        Map.of(
            "not json", "{\"email\":",
            "no object", "[1]",
            "no email", "{\"uniqueCode\":\"A\",\"fullName\":\"B\"}",
            "bad email", "{\"email\":\"nobody\",\"uniqueCode\":\"A\",\"fullName\":\"B\"}",
            "number for text", "{\"email\":\"a@b\",\"uniqueCode\":7,\"fullName\":\"B\"}",
            "nul", "{\"email\":\"a@b\",\"uniqueCode\":\"A\\u0000\",\"fullName\":\"B\"}",
            "empty", "");
    for (var body : bad.entrySet()) {
      var answer =
          door.send(door.delivery("msg_" + body.getKey().replace(" ", ""), body.getValue()));
      assertThat(answer.statusCode()).as(body.getKey()).isEqualTo(489);
      assertThat(answer.headers().firstValue("Upstash-NonRetryable-Error")).contains("true");
      assertThat(Json.tree(answer.body()).get("errors")).as(body.getKey()).isNotEmpty();
    }
    assertThat(door.jobs()).isEmpty();
    assertThat(door.receipts()).isZero();
  }

  @Test
  void A18_an_oversize_body_is_refused_before_it_is_read_to_the_end() throws Exception {
    String huge = BODY.replace("Anna Example", "A".repeat(10_000));

    var answer = door.send(door.delivery("msg_1", huge));

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(door.jobs()).isEmpty();
  }

  @Test
  void every_fault_is_named_at_once() throws Exception {
    var answer = door.send(door.delivery("msg_1", "{\"email\":\"nobody\",\"request\":\"7\"}"));

    assertThat(Json.tree(answer.body()).get("errors").findValuesAsText("field"))
        .containsExactly("/email", "/uniqueCode", "/fullName", "/request");
  }

  @Test
  void X06_a_fault_of_ours_is_to_be_tried_again_later_and_is_then_accepted() throws Exception {
    DoorFixture.await(door.pool.query("alter table webhooks.receipt rename to gone").execute());
    try (var logs = LogCapture.start()) {
      var answer = door.send(door.delivery("msg_1", BODY));

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).contains("5");
      assertThat(logs.linesWith("anna@example.com")).isEmpty();
      assertThat(logs.linesWith("not accepted")).hasSize(1);
    }
    DoorFixture.await(door.pool.query("alter table webhooks.gone rename to receipt").execute());
    assertThat(statusOf(door.delivery("msg_1", BODY))).isEqualTo(200);
    assertThat(door.jobs()).hasSize(1);
  }

  @Test
  void X06_while_postgres_is_away_nothing_is_promised() throws Exception {
    door.database.close();

    var answer = door.send(door.delivery("msg_1", BODY));

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void X11_nothing_but_a_signature_lets_a_delivery_in() throws Exception {
    String none = base64("{\"alg\":\"none\",\"typ\":\"JWT\"}");
    String claims =
        base64(
            "{\"iss\":\"Upstash\",\"sub\":\"%s\",\"exp\":%d,\"nbf\":0}"
                .formatted(PUBLIC + PATH, door.clock.instant().getEpochSecond() + 60));
    var attempts =
        Stream.of(
            Map.of("X-Dev-Mode", "true"),
            Map.of("User-Agent", "Upstash-QStash"),
            Map.of("X-Forwarded-For", "127.0.0.1"),
            Map.of("Authorization", "Bearer test"),
            Map.of("Upstash-Signature", "test"),
            Map.of("Upstash-Signature", ""),
            Map.of("Upstash-Signature", none + "." + claims + "."),
            Map.of(
                "Upstash-Signature", door.sign("sig_now", "http://localhost:3000" + PATH, BODY)));

    for (var headers : attempts.toList()) {
      var all = new java.util.HashMap<>(headers);
      all.put("Upstash-Message-Id", "msg_1");
      assertThat(statusOf(door.request(BODY, all))).as(headers.toString()).isEqualTo(401);
    }
    assertThat(door.jobs()).isEmpty();
    assertThat(door.receipts()).isZero();
  }

  @Test
  void without_keys_nothing_is_accepted_and_the_sender_comes_again() throws Exception {
    door.keys.set(Optional.empty());

    var answer = door.send(door.delivery("msg_1", BODY));

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("60");
    door.keys.set(Optional.of(new SigningKeys("sig_now", "sig_soon")));
    assertThat(statusOf(door.delivery("msg_1", BODY))).isEqualTo(200);
  }

  @Test
  void a_delivery_is_a_post() throws Exception {
    var get = HttpRequest.newBuilder(door.delivery("msg_1", BODY), (n, v) -> true).GET().build();

    var answer = door.send(get);

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("POST");
  }

  private int statusOf(HttpRequest request) throws Exception {
    return door.send(request).statusCode();
  }

  private HttpRequest signed(String signature, String body) {
    return door.request(
        body,
        Map.of("Upstash-Signature", signature, "Upstash-Message-Id", "msg_" + body.hashCode()));
  }

  private static Map<String, String> id() {
    return Map.of("Upstash-Message-Id", "msg_1");
  }

  private static String base64(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
