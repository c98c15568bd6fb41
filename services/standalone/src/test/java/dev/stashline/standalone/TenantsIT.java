package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.runtime.Caller;
import dev.stashline.runtime.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who sees whose plans. */
class TenantsIT {
  private static final String EMAIL = "ada@example.com";
  private static TestSystem system;
  private static Plea plea;

  @BeforeAll
  static void first_tenant_asks_for_a_plan() {
    system = TestSystem.open();
    system.settings.put("AUTH_MODE", "jwt");
    system.settings.put("AUTH_HS256_SECRET", "0123456789abcdef0123456789abcdef");
    system.start(Role.INGRESS);
    var ada = system.bearer("ada", "first");
    plea = system.ask(EMAIL, system.submit(TestForm.of(EMAIL), ada), ada);
  }

  @AfterAll
  static void stop() {
    system.close();
  }

  @Test
  void X08_an_admin_of_another_tenant_sees_nothing_of_the_first_in_list_or_status() {
    var stranger = system.bearer("boss", "second", Caller.ADMIN);

    var list = system.get("/api/admin/plans", stranger);
    TestSystem.require(list, 200);
    assertThat(Json.tree(list.body()).path("plans")).isEmpty();
    for (String path :
        new String[] {
          "/api/plan-status", "/api/get-plan", "/api/plan-events", "/api/sage-onboarding"
        }) {
      for (String by : new String[] {"?code=" + plea.code(), "?email=" + EMAIL}) {
        assertThat(system.get(path + by, stranger).statusCode()).as(path + by).isEqualTo(404);
      }
    }
    var asked =
        system.post("/api/generate-plan-async", TestSystem.wish(EMAIL, plea.code()), stranger);
    assertThat(asked.statusCode()).isEqualTo(404);
  }

  @Test
  void X08_the_same_address_in_two_tenants_is_two_people() {
    var other = system.bearer("other-ada", "third", Caller.ADMIN);

    String code = system.submit(TestForm.of(EMAIL), other);
    system.ask(EMAIL, code, other);

    assertThat(code).isNotEqualTo(plea.code());
    var list = system.get("/api/admin/plans", other);
    TestSystem.require(list, 200);
    assertThat(Json.tree(list.body()).path("plans")).hasSize(1);
  }

  @Test
  void X08_of_the_same_tenant_the_owner_and_an_admin_see_the_plan_and_nobody_else() {
    String path = "/api/plan-status?code=" + plea.code();

    assertThat(system.get(path, system.bearer("ada", "first")).statusCode()).isEqualTo(200);
    assertThat(system.get(path, system.bearer("boss", "first", Caller.ADMIN)).statusCode())
        .isEqualTo(200);
    assertThat(system.get(path, system.bearer("ben", "first")).statusCode()).isEqualTo(404);
    assertThat(system.get(path).statusCode()).isEqualTo(401);
    assertThat(system.get("/api/admin/plans", system.bearer("ada", "first")).statusCode())
        .isEqualTo(403);
  }
}
