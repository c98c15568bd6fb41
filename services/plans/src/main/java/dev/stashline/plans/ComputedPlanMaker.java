package dev.stashline.plans;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stashline.jobs.Failure;
import dev.stashline.jobs.JobFailed;
import dev.stashline.plans.menu.MealPlan;
import dev.stashline.plans.menu.Menu;
import dev.stashline.plans.menu.MenuImpossible;
import dev.stashline.plans.menu.MenuIntake;
import dev.stashline.plans.menu.MenuPlanner;
import dev.stashline.plans.planner.InvalidForm;
import dev.stashline.plans.planner.Lifestyle;
import dev.stashline.plans.planner.MainPlan;
import dev.stashline.plans.planner.MicronutrientTable;
import dev.stashline.plans.planner.OnboardingForm;
import dev.stashline.plans.planner.PlannedIntake;
import dev.stashline.plans.planner.Profile;
import dev.stashline.plans.planner.Provenance;
import dev.stashline.plans.planner.Targets;
import dev.stashline.runtime.Json;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes plans by published equations, reference intakes and an optimiser alone: no key needed, the
 * same for the same person.
 */
final class ComputedPlanMaker implements PlanMaker {
  /** The field of the meal plan from which the micronutrients are counted. */
  private static final String PLANNED_INTAKE = "plannedIntake";

  private final Person person;
  private final Profile profile;
  private final Targets targets;
  private final MainPlan.Labs labs;
  private @Nullable Menu menu;

  /**
   * @throws JobFailed for good, if the form cannot be planned from
   */
  ComputedPlanMaker(Person person) {
    this.person = person;
    try {
      var form = OnboardingForm.parse(person.formJson());
      profile = Profile.from(form);
      labs = "true".equals(form.hasLabFile()) ? MainPlan.Labs.NOT_READ : MainPlan.Labs.NONE;
    } catch (InvalidForm e) {
      throw new JobFailed(
          new Failure.Never("the form cannot be planned from"),
          new ForPerson(String.valueOf(e.getMessage())));
    }
    targets = Targets.of(profile);
  }

  Profile profile() {
    return profile;
  }

  Targets targets() {
    return targets;
  }

  @Override
  public JsonNode make(Part part, Future<JsonNode> meals) throws InterruptedException {
    return switch (part) {
      case MAIN -> tree(main());
      case MEALS -> meals(menu(), Provenance.COMPUTED);
      case MICRONUTRIENTS -> tree(micronutrients(meals));
      case LIFESTYLE -> tree(lifestyle());
    };
  }

  MainPlan main() {
    var day = MealPlan.of(menu(), profile, targets, List.of(), Provenance.COMPUTED).day1();
    return MainPlan.of(profile, targets, labs)
        .withSampleMealPlan(
            day.meals().stream()
                .map(
                    card ->
                        new MainPlan.SampleMeal(
                            card.time(), card.name(), card.description(), card.macros()))
                .toList());
  }

  /** A checked menu as the stored part, with the intake that it plans. */
  JsonNode meals(Menu checked, Provenance provenance) {
    ObjectNode part =
        (ObjectNode) tree(MealPlan.of(checked, profile, targets, List.of(), provenance));
    part.set(PLANNED_INTAKE, tree(MenuIntake.of(checked)));
    return part;
  }

  MicronutrientTable micronutrients(Future<JsonNode> meals) throws InterruptedException {
    try {
      var intake = Json.read(meals.get().path(PLANNED_INTAKE).toString(), PlannedIntake.class);
      return MicronutrientTable.of(profile, targets, intake);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof JobFailed failed
          ? new JobFailed(failed.failure())
          : new JobFailed(
              new Failure.RetryNow("the meal plan, from which it is counted, has failed"));
    }
  }

  Lifestyle lifestyle() {
    return Lifestyle.of(profile, targets);
  }

  /** The computed menu; composed once, for the sample day and the meal plan. */
  private synchronized Menu menu() {
    if (menu == null) {
      try {
        menu = Planner.INSTANCE.compose(profile, targets, chance());
      } catch (MenuImpossible e) {
        throw new JobFailed(
            new Failure.Never("the person's wishes leave no menu"),
            new ForPerson(String.valueOf(e.getMessage())));
      }
    }
    return menu;
  }

  private RandomGenerator chance() {
    long seed = person.id().getMostSignificantBits() ^ person.id().getLeastSignificantBits();
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  static JsonNode tree(Object part) {
    return Json.mapper().valueToTree(part);
  }

  static MenuPlanner planner() {
    return Planner.INSTANCE;
  }

  /** Foods and recipes are read with the first plan, not at start-up. */
  private static final class Planner {
    static final MenuPlanner INSTANCE = MenuPlanner.load();
  }
}
