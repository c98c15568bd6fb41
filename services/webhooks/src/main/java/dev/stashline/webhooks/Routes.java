package dev.stashline.webhooks;

import dev.stashline.contracts.GeneratePlan;
import dev.stashline.jobs.NewJob;
import java.util.List;
import java.util.function.Function;

/**
 * The catalogue of destinations. The jobs themselves belong to the services that perform them, so
 * the assembly brings their makers.
 */
public final class Routes {
  /** RFC 5321, section 4.5.3.1.3, without the angle brackets. */
  private static final int LONGEST_EMAIL = 254;

  private Routes() {}

  public static List<Route<?>> of(Function<GeneratePlan, NewJob> generatePlan) {
    return List.of(
        new Route<>("/api/webhooks/qstash/generate-plan", Routes::generatePlan, generatePlan));
  }

  private static GeneratePlan generatePlan(Fields body) {
    return new GeneratePlan(
        body.optionalText("tenant", 100),
        body.email("email", LONGEST_EMAIL),
        body.text("uniqueCode", 64),
        body.text("fullName", 200),
        body.optionalUuid("request"));
  }
}
