package dev.stashline.plans;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stashline.jobs.Failure;
import dev.stashline.jobs.JobFailed;
import dev.stashline.plans.menu.Menu;
import dev.stashline.plans.menu.ProposedMenu;
import dev.stashline.plans.menu.Violation;
import dev.stashline.plans.planner.Provenance;
import dev.stashline.providers.ProviderFailure;
import dev.stashline.providers.ai.Answer;
import dev.stashline.providers.ai.Model;
import dev.stashline.providers.ai.Question;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;

/**
 * Lets a model write the words and propose the meals. Every number is computed, and every meal is
 * checked by the planner's own rules: a proposal that breaks one is sent back once with what is
 * wrong, and if it is still wrong the part fails. A violation is never delivered, and a computed
 * text never stands in for a model's.
 */
final class ModelPlanMaker implements PlanMaker {
  private final ComputedPlanMaker computed;
  private final Model model;
  private final PlanQuestions questions;

  private ModelPlanMaker(ComputedPlanMaker computed, Model model, UUID request) {
    this.computed = computed;
    this.model = model;
    this.questions = new PlanQuestions(computed.profile(), computed.targets(), request);
  }

  static PlanMakers makers(Model model) {
    return (person, request) -> new ModelPlanMaker(new ComputedPlanMaker(person), model, request);
  }

  @Override
  public JsonNode make(Part part, Future<JsonNode> meals) throws InterruptedException {
    return switch (part) {
      case MAIN -> withWords(ComputedPlanMaker.tree(computed.main()), ask(questions.mainPlan()));
      case MEALS -> meals();
      case MICRONUTRIENTS ->
          withWords(
              ComputedPlanMaker.tree(computed.micronutrients(meals)),
              ask(questions.micronutrients()));
      case LIFESTYLE ->
          withWords(ComputedPlanMaker.tree(computed.lifestyle()), ask(questions.lifestyle()));
    };
  }

  private JsonNode meals() {
    var first = ask(questions.meals());
    var proposal = check(first);
    if (proposal.violations().isEmpty()) {
      return computed.meals(proposal.menu(), provenance(first));
    }
    var second = ask(questions.repairedMeals(first.json(), texts(proposal.violations())));
    var repaired = check(second);
    if (!repaired.violations().isEmpty()) {
      throw new JobFailed(
          new Failure.Never("the model's meals break the person's rules, also after a repair"),
          new ForPerson(
              "The proposed meals did not fit your answers: "
                  + texts(repaired.violations()).getFirst()));
    }
    return computed.meals(repaired.menu(), provenance(second));
  }

  private record Checked(Menu menu, List<Violation> violations) {}

  private Checked check(Answer answer) {
    var proposed = answer.as(ProposedMenu.class);
    return new Checked(
        proposed.read(ComputedPlanMaker.planner().rules().foods()).menu(),
        ComputedPlanMaker.planner()
            .rules()
            .check(proposed, computed.profile(), computed.targets()));
  }

  private static List<String> texts(List<Violation> violations) {
    return violations.stream().map(Violation::text).limit(20).toList();
  }

  /**
   * Puts the model's words over the computed ones; only texts that the part has, never a number.
   */
  private static JsonNode withWords(JsonNode part, Answer answer) {
    var whole = (ObjectNode) part;
    answer
        .json()
        .forEach(
            word -> {
              int dot = word.getKey().indexOf('_');
              var place =
                  dot < 0 ? whole : (ObjectNode) whole.path(word.getKey().substring(0, dot));
              place.put(word.getKey().substring(dot + 1), String.valueOf(word.getValue()));
            });
    whole.set("provenance", ComputedPlanMaker.tree(provenance(answer)));
    return whole;
  }

  private Answer ask(Question question) {
    try {
      return model.ask(question);
    } catch (ProviderFailure e) {
      throw new JobFailed(Failures.of(e));
    }
  }

  private static Provenance provenance(Answer answer) {
    return Provenance.byModel(
        answer.provider(),
        answer.model(),
        answer.inputTokens().orElse(0),
        answer.outputTokens().orElse(0));
  }
}
