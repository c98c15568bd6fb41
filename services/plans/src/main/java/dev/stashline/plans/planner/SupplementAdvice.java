package dev.stashline.plans.planner;

import dev.stashline.plans.planner.MainPlan.Supplement;
import dev.stashline.plans.planner.MainPlan.SupplementRecommendations;
import java.util.ArrayList;
import java.util.List;

/**
 * Chooses supplements: only what food hardly gives or the goal calls for, never above an upper
 * limit, and with the person's medicines and conditions in view.
 */
final class SupplementAdvice {

  private static final int MOST_ESSENTIAL = 5;
  private static final int MOST_OPTIONAL = 4;

  private final Profile person;
  private final Targets targets;
  private final Bibliography sources;
  private final SupplementShelf shelf;

  SupplementAdvice(Profile person, Targets targets, Bibliography sources) {
    this.person = person;
    this.targets = targets;
    this.sources = sources;
    this.shelf = new SupplementShelf(person, targets, sources);
  }

  SupplementRecommendations compose() {
    List<Supplement> essential = essential();
    return new SupplementRecommendations(
        essential.stream().limit(MOST_ESSENTIAL).toList(),
        optional().stream().limit(MOST_OPTIONAL).toList(),
        considerations(),
        notes());
  }

  private List<Supplement> essential() {
    List<Supplement> chosen = new ArrayList<>();
    if (needsVitaminB12()) {
      chosen.add(shelf.vitaminB12());
    }
    chosen.add(shelf.vitaminD());
    if (mayBecomePregnant()) {
      chosen.add(shelf.folicAcid());
    }
    chosen.add(shelf.omega3());
    chosen.add(shelf.iodisedSalt());
    return chosen;
  }

  private List<Supplement> optional() {
    List<Supplement> chosen = new ArrayList<>();
    boolean kidneys = person.has(Concern.KIDNEY_DISEASE) || person.has(Concern.KIDNEY_STONES);
    if (person.conditions().contains(Condition.HIGH_CHOLESTEROL)
        || person.conditions().contains(Condition.DIABETES)) {
      chosen.add(shelf.psyllium());
    }
    if (trains() && !kidneys && !isPregnant()) {
      chosen.add(shelf.creatine());
    }
    if (!kidneys && targets.proteinG() >= 100) {
      chosen.add(shelf.proteinPowder());
    }
    if (person.avoidsDairy() && !kidneys) {
      chosen.add(shelf.calcium());
    }
    if (!kidneys && !person.has(Concern.HEART_DISEASE)) {
      chosen.add(shelf.magnesium());
    }
    if (chosen.size() < 2 && !person.conditions().contains(Condition.IBS_IBD)) {
      chosen.add(shelf.psyllium());
    }
    return chosen.stream().distinct().toList();
  }

  private List<String> considerations() {
    List<String> points = new ArrayList<>();
    for (Reason caution : targets.cautions()) {
      points.add(sources.cite(caution));
    }
    if (person.takes(Medicine.STATIN)) {
      points.add(
          "You take a statin: no red yeast rice beside it, which holds a statin itself, and ask your pharmacist about grapefruit.");
    }
    if (person.takes(Medicine.OTHER_BLOOD_THINNER) || person.takes(Medicine.VITAMIN_K_ANTAGONIST)) {
      points.add(
          sources.cite(
              "You take a medicine against clots: no high-dose vitamin E, and omega-3 above the dose named here only with your doctor.",
              Source.ODS_OMEGA_3));
    }
    if (!person.supplements().isEmpty()) {
      points.add(
          "You already take %s: add up what the labels say before you add anything, so that no upper limit is passed."
              .formatted(Text.list(person.supplements())));
    }
    points.add(
        sources.cite(
            "No iron is on the list: take it only after a blood test shows that you need it.",
            Source.ODS_IRON));
    return List.copyOf(points);
  }

  private String notes() {
    String medicines =
        person.medications().isEmpty()
            ? "You named no medicines; if that changes, show this list to your pharmacist."
            : "Show this list to your pharmacist together with your medicines (%s); rules like these know common interactions, not all."
                .formatted(Text.list(person.medications()));
    return "No dose here is above a tolerable upper intake level. " + medicines;
  }

  private boolean needsVitaminB12() {
    return person.eatsPlantsOnly()
        || person.takes(Medicine.METFORMIN)
        || person.takes(Medicine.ACID_SUPPRESSANT)
        || person.age() > 50;
  }

  private boolean mayBecomePregnant() {
    return person.sex() == Sex.FEMALE && person.age() <= 50;
  }

  private boolean isPregnant() {
    return person.has(Concern.PREGNANCY) || person.has(Concern.BREASTFEEDING);
  }

  private boolean trains() {
    return person.mainPriority() == MainPriority.PHYSICAL
        || person.mainPriority() == MainPriority.BODY_COMPOSITION
        || person.drivingGoal() == DrivingGoal.ATHLETIC;
  }
}
