package dev.stashline.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.runtime.Authentication;
import dev.stashline.runtime.Json;
import dev.stashline.runtime.Operation;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestDoorIT {
  private static final String GOOD =
      """
      {"email":"anna@example.com","uniqueCode":"23456789","fullName":"Anna Example"}""";

  private final DoorFixture door = new DoorFixture();

  @AfterAll
  void close() {
    door.close();
  }

  @Test
  void the_start_fails_naming_every_operation_and_handler_without_the_other() {
    var operations = door.operations();
    operations.removeIf(operation -> operation.id().equals("getPlan"));
    operations.add(new Operation("mischief", ctx -> {}));
    operations.add(new Operation("listJobs", ctx -> {}));

    assertThatThrownBy(() -> DoorFixture.await(open(operations, Set.of("moveClock"))))
        .hasRootCauseMessage(
            "the REST contract: operation getPlan has no handler; operation listJobs has several"
                + " handlers; handler mischief has no operation");
  }

  @Test
  void an_optional_operation_without_a_handler_is_not_in_the_contract_that_is_served() {
    var router = DoorFixture.await(open(door.operations(), Set.of("moveClock")));

    assertThat(router.getRoutes()).noneMatch(route -> "/dev/clock".equals(route.getPath()));
  }

  @Test
  void json_and_a_form_reach_the_operation_alike() throws Exception {
    String form =
        """
        --cut\r
        Content-Disposition: form-data; name="email"\r
        \r
        anna@example.com\r
        --cut\r
        Content-Disposition: form-data; name="uniqueCode"\r
        \r
        23456789\r
        --cut\r
        Content-Disposition: form-data; name="fullName"\r
        \r
        Anna Example\r
        --cut--\r
        """;

    var json = door.send(door.jsonAs("anna", "/api/generate-plan-async", GOOD));
    var multipart =
        door.send(
            door.as("anna", "/api/generate-plan-async")
                .header("Content-Type", "multipart/form-data; boundary=cut")
                .POST(BodyPublishers.ofString(form)));

    assertThat(json.statusCode()).isEqualTo(200);
    assertThat(Json.tree(json.body()).get("body")).isEqualTo(Json.tree(GOOD));
    assertThat(Json.tree(multipart.body()).get("body")).isEqualTo(Json.tree(GOOD));
  }

  @Test
  void A18_each_fault_is_named_once_with_its_reason() throws Exception {
    var answer =
        door.send(
            door.jsonAs(
                "anna", "/api/generate-plan-async", "{\"email\":\"nobody\",\"uniqueCode\":7}"));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(errors(answer.body()))
        .containsExactlyInAnyOrder(
            "/fullName is required",
            "/email must have the format email",
            "/uniqueCode must be of type string");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "\"text\"",
        "{\"email\":}",
        "{} {}",
        "\u0000",
        "{\"email\":null}"
      })
  void A18_a_malformed_body_is_a_bad_request(String body) throws Exception {
    var answer = door.send(door.jsonAs("anna", "/api/sage-onboarding", body));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
  }

  @Test
  void A18_text_that_no_database_can_hold_is_a_bad_request() throws Exception {
    var answer =
        door.send(
            door.jsonAs(
                "anna",
                "/api/sage-onboarding",
                "{\"email\":\"a@example.com\",\"list\":[\"x\\u0000\"],\"half\":\"\\ud83d\"}"));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(errors(answer.body()))
        .containsExactlyInAnyOrder(
            "/list/0 contains a character that is no text",
            "/half contains a character that is no text");
  }

  @Test
  void A18_an_oversize_body_is_refused() throws Exception {
    String huge = GOOD.replace("Anna Example", "A".repeat(DoorFixture.BODY_LIMIT));

    assertThat(door.send(door.jsonAs("anna", "/api/generate-plan-async", huge)).statusCode())
        .isEqualTo(413);
  }

  @Test
  void the_form_of_the_seed_is_taken_as_it_is() throws Exception {
    String form =
        """
        {"email":"anna@example.com","weight":"145","heightFeet":5,"allergies":["peanuts"],"extra":{"x":[1,null]}}""";

    var answer = door.send(door.jsonAs("anna", "/api/sage-onboarding", form));

    assertThat(Json.tree(answer.body()).get("body")).isEqualTo(Json.tree(form));
  }

  @Test
  void a_field_called_content_is_checked_as_any_other() throws Exception {
    for (var wrong :
        Map.of(
                "\"\"", "/content String is too short (0 < 1)",
                "\"  \"", "/content does not have the right form",
                "7", "/content must be of type string")
            .entrySet()) {
      var answer =
          door.send(
              door.json(
                      "/api/message-templates",
                      "{\"title\":\"x\",\"content\":%s}".formatted(wrong.getKey()))
                  .header("Authorization", "Bearer " + door.token("carla", "coach")));
      assertThat(answer.statusCode()).as(wrong.getKey()).isEqualTo(400);
      assertThat(errors(answer.body())).contains(wrong.getValue());
    }
  }

  @Test
  void a_wrong_content_type_is_415() throws Exception {
    var answer =
        door.send(
            door.as("anna", "/api/generate-plan-async")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(GOOD)));

    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(answer.body()).contains("application/json or multipart/form-data");
  }

  @Test
  void a_wrong_method_is_405_and_an_unknown_path_404() throws Exception {
    var wrong = door.send(door.to("/api/generate-plan-async").DELETE());

    assertThat(wrong.statusCode()).isEqualTo(405);
    assertThat(wrong.headers().firstValue("Allow")).contains("POST");
    var unknown = door.send(door.to("/api/nothing"));
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.headers().firstValue("Content-Type")).contains("application/problem+json");
  }

  @Test
  void query_values_arrive_as_they_were_meant_and_are_checked() throws Exception {
    var plus = door.send(door.to("/api/plan-status?email=anna%2Bplan%40example.com"));

    assertThat(Json.tree(plus.body()).at("/query/email").textValue())
        .isEqualTo("anna+plan@example.com");
    for (var wrong :
        Map.of(
                "/api/plan-status?email=nobody", "email must have the format email",
                "/api/plan-status?code=", "code String is too short (0 < 1)",
                "/api/plan-status?code=%00", "code contains a character that is no text",
                "/api/plan-status?code=a&code=b", "code must be given once")
            .entrySet()) {
      var answer = door.send(door.to(wrong.getKey()));
      assertThat(answer.statusCode()).as(wrong.getKey()).isEqualTo(400);
      assertThat(errors(answer.body())).containsExactly(wrong.getValue());
    }
    var admin = door.send(door.asAdmin("/api/admin/plans?limit=1000&status=odd"));
    assertThat(errors(admin.body()))
        .anyMatch(e -> e.startsWith("limit 1000 is greater than 200"))
        .anyMatch(e -> e.startsWith("status must be one of"))
        .hasSize(2);
    assertThat(errors(door.send(door.asAdmin("/api/admin/plans?limit=many")).body()))
        .containsExactly("limit must be of type integer");
  }

  @Test
  void the_contract_says_who_may_ask() throws Exception {
    assertThat(door.send(door.to("/api/admin/plans")).statusCode()).isEqualTo(401);
    assertThat(door.send(door.json("/api/generate-plan-async", GOOD)).statusCode()).isEqualTo(401);
    assertThat(
            door.send(
                    door.to("/api/admin/plans")
                        .header("Authorization", "Bearer " + door.token("anna")))
                .statusCode())
        .isEqualTo(403);
    assertThat(caller(door.asAdmin("/api/admin/plans"))).isEqualTo("boss");
    assertThat(caller(door.to("/api/plan-status?code=x"))).isEqualTo("nobody");
    assertThat(
            caller(
                door.to("/api/plan-status?code=x")
                    .header("Authorization", "Bearer " + door.token("anna"))))
        .isEqualTo("anna");
    assertThat(
            door.send(
                    door.to("/api/plan-status?code=x")
                        .header("Authorization", "Bearer made.up.one"))
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void a_body_survives_the_wait_for_the_token_check() throws Exception {
    var answer = door.send(door.jsonAs("anna", "/api/generate-plan-async", GOOD));

    assertThat(Json.tree(answer.body()).get("body")).isEqualTo(Json.tree(GOOD));
    assertThat(Json.tree(answer.body()).get("caller").textValue()).isEqualTo("anna");
  }

  @Test
  void the_clock_moves_ahead_and_not_by_nonsense() throws Exception {
    Instant before = door.clock.instant();

    var moved = door.send(door.json("/dev/clock", "{\"ahead\":\"90m\"}"));

    assertThat(Instant.parse(Json.tree(moved.body()).get("now").textValue()))
        .isAfterOrEqualTo(before.plus(Duration.ofMinutes(90)));
    for (String nonsense : List.of("soon", "-PT1H", "PT900000000000000H", "999999999d")) {
      assertThat(
              door.send(door.json("/dev/clock", "{\"ahead\":\"" + nonsense + "\"}")).statusCode())
          .as(nonsense)
          .isEqualTo(400);
    }
  }

  @Test
  void the_contract_is_served_with_a_page_to_try_it() throws Exception {
    var yaml = door.send(door.to("/openapi.yaml"));
    assertThat(yaml.headers().firstValue("Content-Type")).contains("application/yaml");
    assertThat(yaml.body())
        .contains("openapi: 3.1.0", "https://app.example.com", "operationId: generatePlanAsync")
        .doesNotContain("localhost:3000", "__absolute_uri__");

    var page = door.send(door.to("/docs"));
    var assets =
        Pattern.compile("(?:src|href)=\"(/docs/[^\"]+)")
            .matcher(page.body())
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(assets).hasSize(4).contains("/docs/start.js");
    for (String asset : assets) {
      assertThat(door.send(door.to(asset)).statusCode()).as(asset).isEqualTo(200);
    }
    String beside = assets.getFirst().replaceFirst("[^/]+$", "nothing.js");
    assertThat(door.send(door.to(beside)).statusCode()).isEqualTo(404);
  }

  private io.vertx.core.Future<io.vertx.ext.web.Router> open(
      List<Operation> operations, Set<String> optional) {
    return RestDoor.open(
        door.vertx,
        door.config,
        new Authentication(door.vertx, door.auth, door.clock),
        door.limits,
        operations,
        optional,
        Map.of("schedulerKey", DoorFixture.KEY));
  }

  private String caller(java.net.http.HttpRequest.Builder request) throws Exception {
    return Json.tree(door.send(request).body()).get("caller").textValue();
  }

  private static List<String> errors(String body) {
    return Json.tree(body)
        .get("errors")
        .valueStream()
        .map((JsonNode e) -> e.get("field").textValue() + " " + e.get("reason").textValue())
        .toList();
  }
}
