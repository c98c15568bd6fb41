package dev.stashline.plans.planner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stashline.plans.planner.MainPlan.Labs;
import dev.stashline.plans.planner.MainPlan.SampleMeal;
import dev.stashline.plans.planner.MainPlan.Supplement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MainPlanTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void the_json_has_the_fields_of_the_seed() {
    JsonNode plan = JSON.valueToTree(plan(People.ada()));

    assertThat(names(plan))
        .contains(
            "personalizedGreeting",
            "executiveSummary",
            "nutritionPhilosophy",
            "nutritionOverview",
            "dailyRecommendations",
            "micronutrientFocus",
            "sampleMealPlan",
            "lifestyleIntegration",
            "supplementRecommendations",
            "biomarkerAnalysis",
            "confidenceTransparency",
            "provenance",
            "citations");
    assertThat(names(plan.get("nutritionPhilosophy")))
        .containsExactly("approach", "keyPrinciples", "rationale");
    assertThat(names(plan.get("nutritionOverview")))
        .contains("goals", "calories", "protein", "carbs", "fibre", "fat");
    assertThat(names(plan.get("dailyRecommendations")))
        .containsExactly("morning", "gut", "afternoon", "energy", "evening");
    assertThat(names(plan.get("supplementRecommendations")))
        .containsExactly("essential", "optional", "considerations", "notes");
    assertThat(names(plan.at("/supplementRecommendations/essential/0")))
        .containsExactly("name", "dosage", "timing", "rationale", "benefits", "duration");
    assertThat(names(plan.get("biomarkerAnalysis")))
        .containsExactly("summary", "concerns", "positives", "optimizations", "recommendations");
    assertThat(plan.at("/confidenceTransparency/score").asInt()).isEqualTo(40);
    assertThat(plan.at("/provenance/source").asText()).isEqualTo("computed");
  }

  @Test
  void it_survives_json() throws Exception {
    MainPlan plan =
        plan(People.ben())
            .withSampleMealPlan(List.of(new SampleMeal("08:00", "Porridge", "Oats", "…")));

    assertThat(JSON.readValue(JSON.writeValueAsString(plan), MainPlan.class)).isEqualTo(plan);
  }

  @Test
  void the_same_person_gets_the_same_plan() {
    assertThat(plan(People.ada())).isEqualTo(plan(People.ada()));
  }

  @Test
  void two_people_get_visibly_different_plans() {
    MainPlan ada = plan(People.ada());
    MainPlan ben = plan(People.ben().with("firstName", "Ada"));

    assertThat(ada.personalizedGreeting()).isNotEqualTo(ben.personalizedGreeting());
    assertThat(ada.executiveSummary()).isNotEqualTo(ben.executiveSummary());
    assertThat(ada.nutritionPhilosophy()).isNotEqualTo(ben.nutritionPhilosophy());
    assertThat(ada.nutritionOverview()).isNotEqualTo(ben.nutritionOverview());
    assertThat(ada.dailyRecommendations()).isNotEqualTo(ben.dailyRecommendations());
    assertThat(ada.micronutrientFocus()).isNotEqualTo(ben.micronutrientFocus());
    assertThat(ada.lifestyleIntegration()).isNotEqualTo(ben.lifestyleIntegration());
    assertThat(ada.supplementRecommendations()).isNotEqualTo(ben.supplementRecommendations());
    assertThat(ada.biomarkerAnalysis()).isNotEqualTo(ben.biomarkerAnalysis());
  }

  /** Each change of one answer must show in the text, or the answer was asked for nothing. */
  @ParameterizedTest
  @MethodSource("oneAnswerChanged")
  void each_answer_shows_in_the_plan(String field, Object answer) {
    assertThat(texts(plan(People.ada().with(field, answer))))
        .isNotEqualTo(texts(plan(People.ada())));
  }

  static Stream<Arguments> oneAnswerChanged() {
    return Stream.of(
            List.<Object>of("firstName", "Zoe"),
            List.<Object>of("age", 52),
            List.<Object>of("gender", "male"),
            List.<Object>of("gender", "non-binary"),
            List.<Object>of("weight", 80),
            List.<Object>of("height", 180),
            List.<Object>of("mainPriority", "emotional"),
            List.<Object>of("drivingGoal", "family"),
            List.<Object>of("allergies", List.of("gluten")),
            List.<Object>of("otherAllergy", "kiwi"),
            List.<Object>of("medications", "levothyroxine"),
            List.<Object>of("supplements", "magnesium glycinate"),
            List.<Object>of("medicalConditions", List.of("pcos")),
            List.<Object>of("otherCondition", "gout"),
            List.<Object>of("eatingStyle", "snacking-grazing"),
            List.<Object>of("firstMeal", "before-7am"),
            List.<Object>of("energyCrash", "caffeine"),
            List.<Object>of("proteinSources", List.of("eggs")),
            List.<Object>of("otherProtein", "tempeh"),
            List.<Object>of("foodDislikes", "okra"),
            List.<Object>of("alcoholConsumption", "two beers a week"))
        .map(pair -> Arguments.of(pair.get(0), pair.get(1)));
  }

  @ParameterizedTest
  @MethodSource("dev.stashline.plans.planner.People#many")
  void every_key_in_the_text_has_its_citation_and_every_citation_is_used(People person) {
    MainPlan plan = plan(person);
    String text = String.join("\n", texts(plan));
    Set<String> known = new HashSet<>();
    plan.citations().forEach(citation -> known.add(citation.key()));

    assertThat(keysIn(text)).isNotEmpty().allSatisfy(key -> assertThat(known).contains(key));
    assertThat(known).allSatisfy(key -> assertThat(text).contains(key));
  }

  @ParameterizedTest
  @MethodSource("dev.stashline.plans.planner.People#many")
  void no_text_is_blank_or_half_filled(People person) {
    assertThat(texts(plan(person)))
        .allSatisfy(
            text ->
                assertThat(text)
                    .isNotBlank()
                    .doesNotContain("null", "undefined", "%s", "%d", "%%", "  ", "NaN")
                    .doesNotMatch("(?s).*\\$\\{.*"));
  }

  @ParameterizedTest
  @MethodSource("dev.stashline.plans.planner.People#many")
  void there_are_three_to_five_essential_and_up_to_four_optional_supplements(People person) {
    MainPlan plan = plan(person);

    assertThat(plan.supplementRecommendations().essential()).hasSizeBetween(3, 5);
    assertThat(plan.supplementRecommendations().optional()).hasSizeBetween(1, 4);
    assertThat(
            Stream.of(
                    plan.dailyRecommendations().morning(),
                    plan.dailyRecommendations().gut(),
                    plan.dailyRecommendations().afternoon(),
                    plan.dailyRecommendations().energy(),
                    plan.dailyRecommendations().evening())
                .toList())
        .allSatisfy(group -> assertThat(group).isNotEmpty());
    assertThat(plan.executiveSummary().length()).isGreaterThan(100);
  }

  @ParameterizedTest
  @MethodSource("dev.stashline.plans.planner.People#many")
  void no_dose_passes_its_upper_limit(People person) {
    Targets targets = person.targets();
    for (Supplement supplement : all(MainPlan.of(person.profile(), targets, Labs.NONE))) {
      Nutrient nutrient =
          switch (supplement.name().split(" \\(")[0]) {
            case "Vitamin D3" -> Nutrient.VITAMIN_D;
            case "Folic acid" -> Nutrient.FOLATE;
            case "Magnesium" -> Nutrient.MAGNESIUM;
            case "Calcium" -> Nutrient.CALCIUM;
            default -> null;
          };
      if (nutrient != null) {
        Intake intake = Objects.requireNonNull(targets.micronutrients().get(nutrient));
        Double limit = intake.upperLimit();
        assertThat(largestDose(supplement.dosage()))
            .as(supplement.name())
            .isLessThanOrEqualTo(limit);
      }
    }
  }

  @Test
  void plants_only_get_vitamin_b12_and_algae() {
    MainPlan plan = plan(People.ada().with("proteinSources", List.of("plant-based")));

    assertThat(plan.supplementRecommendations().essential())
        .extracting(Supplement::name)
        .contains("Vitamin B12", "Omega-3 from algae (EPA and DHA)");
  }

  @Test
  void a_supplement_already_taken_is_counted() {
    MainPlan plan = plan(People.ada().with("supplements", "Vitamin D 2000 IU"));

    assertThat(plan.supplementRecommendations().essential())
        .filteredOn(supplement -> supplement.name().equals("Vitamin D3"))
        .singleElement()
        .satisfies(
            supplement ->
                assertThat(supplement.duration()).contains("you already take vitamin d 2000 iu"));
  }

  @Test
  void thyroid_tablets_keep_their_distance() {
    MainPlan plan =
        plan(People.ada().with("medications", "levothyroxine").with("allergies", "dairy"));

    assertThat(plan.supplementRecommendations().optional())
        .filteredOn(supplement -> supplement.name().startsWith("Calcium"))
        .singleElement()
        .satisfies(supplement -> assertThat(supplement.timing()).contains("four hours"));
    assertThat(plan.dailyRecommendations().morning().getFirst()).contains("Thyroid tablet");
  }

  @Test
  void kidney_disease_gets_no_creatine_magnesium_or_powder() {
    MainPlan plan =
        plan(
            People.ben().with("otherCondition", "kidney disease").with("mainPriority", "physical"));

    assertThat(all(plan))
        .extracting(Supplement::name)
        .noneMatch(name -> name.matches("(?i).*(creatine|magnesium|protein|calcium).*"));
  }

  @Test
  void warfarin_is_named_as_a_caution_and_vitamin_k_is_never_supplemented() {
    MainPlan plan = plan(People.ben().with("medications", "Warfarin 5 mg"));

    assertThat(plan.supplementRecommendations().considerations())
        .anySatisfy(text -> assertThat(text).contains("INR"));
    assertThat(all(plan))
        .extracting(Supplement::name)
        .noneMatch(name -> name.contains("Vitamin K"));
  }

  @ParameterizedTest
  @MethodSource("dev.stashline.plans.planner.People#many")
  void A14_no_advice_names_an_allergen(People person) {
    MainPlan plan =
        plan(
            person
                .with(
                    "allergies",
                    List.of("peanuts", "tree-nuts", "dairy", "gluten", "soy", "shellfish"))
                .without("proteinSources"));
    List<String> advice = new ArrayList<>();
    collect(JSON.valueToTree(plan.nutritionPhilosophy()), advice);
    collect(JSON.valueToTree(plan.dailyRecommendations()), advice);
    collect(JSON.valueToTree(plan.micronutrientFocus()), advice);
    collect(JSON.valueToTree(plan.supplementRecommendations()), advice);

    assertThat(advice)
        .allSatisfy(
            text ->
                assertThat(text)
                    .doesNotContainPattern(
                        "(?i)\\b(nuts?|peanuts?|almonds?|yoghurt|milk|low-fat dairy|whey|soya?|tofu|wheat|oats|shrimps?)\\b"));
  }

  @Test
  void missing_laboratory_data_is_admitted() {
    assertThat(plan(People.ada()).biomarkerAnalysis().summary()).contains("no laboratory results");
    assertThat(
            MainPlan.of(People.ada().profile(), People.ada().targets(), Labs.NOT_READ)
                .biomarkerAnalysis()
                .summary())
        .contains("nothing has been read from it");
  }

  private static MainPlan plan(People person) {
    return MainPlan.of(person.profile(), person.targets(), Labs.NONE);
  }

  private static List<Supplement> all(MainPlan plan) {
    return Stream.concat(
            plan.supplementRecommendations().essential().stream(),
            plan.supplementRecommendations().optional().stream())
        .toList();
  }

  /** Every text of the plan but its references. */
  private static List<String> texts(MainPlan plan) {
    List<String> texts = new ArrayList<>();
    JsonNode tree = JSON.valueToTree(plan);
    tree.properties().stream()
        .filter(field -> !Set.of("citations", "provenance").contains(field.getKey()))
        .forEach(field -> collect(field.getValue(), texts));
    return texts;
  }

  private static void collect(JsonNode node, List<String> texts) {
    if (node.isTextual()) {
      texts.add(node.asText());
    }
    node.forEach(child -> collect(child, texts));
  }

  private static Set<String> keysIn(String text) {
    Set<String> keys = new HashSet<>();
    Matcher brackets = Pattern.compile("\\[([^\\]]+)\\]").matcher(text);
    while (brackets.find()) {
      keys.addAll(List.of(brackets.group(1).split("; ")));
    }
    return keys;
  }

  private static double largestDose(String dosage) {
    Matcher numbers =
        Pattern.compile("([\\d,]+(?:\\.\\d+)?)(?= (?:µg|mg)| to \\d+ m?µ?g)").matcher(dosage);
    double largest = 0;
    while (numbers.find()) {
      largest = Math.max(largest, Double.parseDouble(numbers.group(1).replace(",", "")));
    }
    assertThat(largest).as(dosage).isPositive();
    return largest;
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
