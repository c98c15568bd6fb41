package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.runtime.Json;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is refused at the door, and that it leaves nothing behind. */
class BadInputIT {
  private static TestSystem system;

  @BeforeAll
  static void start() {
    system = TestSystem.open().start(Role.INGRESS, Role.WEBHOOKS);
  }

  @AfterAll
  static void stop() {
    system.close();
  }

  @AfterEach
  void nothing_is_created() {
    assertThat(system.rows.number("select count(*) from public.sage_onboarding_data")).isZero();
    assertThat(system.rows.number("select count(*) from jobs.job")).isZero();
  }

  @Test
  void A18_an_unknown_person_is_not_found() {
    var answer =
        system.post("/api/generate-plan-async", TestSystem.wish("nobody@example.com", "K7MW4RTX"));

    assertThat(problem(answer, 404).path("detail").asText()).contains("Nobody");
    assertThat(system.get("/api/plan-status?code=K7MW4RTX").statusCode()).isEqualTo(404);
    assertThat(system.get("/api/get-plan?email=nobody@example.com").statusCode()).isEqualTo(404);
  }

  @Test
  void A18_a_malformed_address_is_told_by_its_field() {
    var asked =
        system.post("/api/generate-plan-async", TestSystem.wish("not-an-address", "K7MW4RTX"));
    assertThat(fields(problem(asked, 400))).contains("/email");

    var submitted = system.post("/api/sage-onboarding", TestForm.of("not-an-address").json());
    assertThat(fields(problem(submitted, 400))).contains("/email");
  }

  @Test
  void A18_a_body_of_two_megabytes_is_too_large() {
    var form = TestForm.of("ada@example.com").with("medications", "x".repeat(2 << 20));

    problem(system.post("/api/sage-onboarding", form.json()), 413);
  }

  @Test
  void A18_a_body_that_is_not_json_is_refused() {
    for (String body :
        new String[] {"{\"email\":", "no json at all", "[]", "null", "\"text\"", ""}) {
      problem(system.post("/api/sage-onboarding", body), 400);
      problem(system.post("/api/generate-plan-async", body), 400);
    }
  }

  @Test
  void A18_wrong_units_are_told_by_field_and_reason() {
    var form =
        TestForm.of("ada@example.com").with("weightUnit", "stone").with("heightUnit", "cubits");

    var problem = problem(system.post("/api/sage-onboarding", form.json()), 400);

    assertThat(fields(problem)).contains("/weightUnit", "/heightUnit");
    assertThat(problem.path("errors").toString()).contains("must be lbs or kg", "must be cm or ft");
  }

  @Test
  void A18_a_weight_that_does_not_fit_its_unit_is_told() {
    var form = TestForm.of("ada@example.com").with("weight", 1450);

    assertThat(fields(problem(system.post("/api/sage-onboarding", form.json()), 400)))
        .contains("/weight");
  }

  private static JsonNode problem(HttpResponse<String> answer, int status) {
    TestSystem.require(answer, status);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    return Json.tree(answer.body());
  }

  private static List<String> fields(JsonNode problem) {
    return problem.path("errors").findValuesAsText("field");
  }
}
