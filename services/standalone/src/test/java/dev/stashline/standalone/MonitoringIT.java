package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.runtime.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MonitoringIT {
  private static final int ROWS = 10_000;

  /** Three rows share each time, so that an order by time alone would not be stable. */
  private static final String INSERT =
      """
      insert into public.sage_onboarding_data (id, tenant, owner, email, unique_code, form_data, created_at, updated_at,
        plan_generation_status, plan_generation_error, plan_request)
      select gen_random_uuid(), 'default', 'somebody', 'person' || n || '@example.com', 'CODE' || n, '{}', t, t,
        case when n % 10 = 0 then 'failed' else 'queued' end, case when n % 10 = 0 then 'a reason' end, gen_random_uuid()
      from generate_series(1, ?) n, lateral (select timestamptz '2026-01-01T00:00:00Z' + (n / 3) * interval '1 second') as at(t)\
      """;

  /** As the plans' seed writes it. */
  private static final String SEEDS_QUERY =
      """
      SELECT email, plan_generation_status, plan_generation_error, updated_at
      FROM sage_onboarding_data
      WHERE plan_generation_status IS NOT NULL
      ORDER BY updated_at DESC;
      """;

  @Test
  void A10_the_list_pages_through_ten_thousand_plans_newest_first_and_new_ones_shift_nothing() {
    try (var system = TestSystem.open().start(Role.INGRESS)) {
      assertThat(system.rows.change(INSERT, ROWS)).isEqualTo(ROWS);
      var expected =
          system.rows.texts(
              "select email from public.sage_onboarding_data order by updated_at desc, id desc");

      var seen = new ArrayList<String>();
      Instant last = Instant.MAX;
      String cursor = "";
      while (cursor != null) {
        var page = page(system, "limit=200" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
        for (JsonNode line : page.path("plans")) {
          var at = Instant.parse(line.path("updatedAt").asText());
          assertThat(at).isBeforeOrEqualTo(last);
          last = at;
          seen.add(line.path("email").asText());
        }
        if (cursor.isEmpty()) {
          system.ask("newcomer@example.com");
        }
        cursor = page.path("next").textValue();
      }

      assertThat(seen).isEqualTo(expected);
      assertThat(page(system, "limit=1").path("plans").path(0).path("email").asText())
          .isEqualTo("newcomer@example.com");
    }
  }

  @Test
  void A10_the_list_can_be_narrowed_to_a_state_and_a_bad_cursor_is_told() {
    try (var system = TestSystem.open().start(Role.INGRESS)) {
      system.rows.change(INSERT, 100);

      var failed = page(system, "status=failed").path("plans");

      assertThat(failed).hasSize(10);
      assertThat(failed)
          .allSatisfy(
              line -> {
                assertThat(line.path("status").asText()).isEqualTo("failed");
                assertThat(line.path("error").asText()).isEqualTo("a reason");
              });
      assertThat(system.get("/api/admin/plans?cursor=nonsense").statusCode()).isEqualTo(400);
      assertThat(system.get("/api/admin/plans?status=asleep").statusCode()).isEqualTo(400);
    }
  }

  @Test
  void A10_the_seeds_query_runs_as_it_is_written() {
    try (var system = TestSystem.open().start(Role.INGRESS)) {
      system.rows.change(INSERT, ROWS);
      system.submit(TestForm.of("never.asked@example.com"));

      List<String> emails = system.rows.texts(SEEDS_QUERY);

      assertThat(emails).hasSize(ROWS).doesNotContain("never.asked@example.com");
      assertThat(emails.getFirst()).isIn("person9999@example.com", "person10000@example.com");
    }
  }

  private static JsonNode page(TestSystem system, String query) {
    var answer = system.get("/api/admin/plans?" + query);
    TestSystem.require(answer, 200);
    return Json.tree(answer.body());
  }
}
