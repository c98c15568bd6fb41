package dev.stashline.plans.planner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stashline.plans.planner.Lifestyle.DailyPractice;
import dev.stashline.plans.planner.Lifestyle.TrainingDay;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LifestyleTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void the_json_has_four_pillars_with_their_fields() {
    JsonNode json = JSON.valueToTree(lifestyle(People.ada()));

    assertThat(names(json))
        .containsExactly(
            "sleepOptimization",
            "exerciseProtocol",
            "stressManagement",
            "skinImprovement",
            "citations",
            "provenance");
    assertThat(names(json.get("sleepOptimization")))
        .containsExactly(
            "intro", "window", "preBedRoutine", "morningProtocol", "supplementSupport", "why");
    assertThat(names(json.get("exerciseProtocol")))
        .containsExactly(
            "intro", "weeklyStructure", "splitByDay", "cardio", "recovery", "progression", "why");
    assertThat(names(json.at("/exerciseProtocol/splitByDay/0")))
        .containsExactly("day", "focus", "duration", "exercises", "timing");
    assertThat(names(json.get("stressManagement")))
        .containsExactly("intro", "dailyPractices", "acuteProtocols", "optimizations", "why");
    assertThat(names(json.get("skinImprovement")))
        .containsExactly(
            "intro", "morning", "evening", "nutritionSupport", "lifestyleFactors", "why");
  }

  @Test
  void it_survives_json() throws Exception {
    Lifestyle lifestyle = lifestyle(People.ben());

    assertThat(JSON.readValue(JSON.writeValueAsString(lifestyle), Lifestyle.class))
        .isEqualTo(lifestyle);
  }

  @ParameterizedTest
  @CsvSource({
    "before-7am, 34, 21:45–05:45",
    "7-9am, 34, 23:00–07:00",
    "9-11am, 34, 23:30–07:30",
    "after-11am, 34, 23:00–07:00",
    "varies, 34, 23:00–07:00",
    "7-9am, 70, 23:30–07:00",
  })
  void the_sleep_window_follows_the_first_meal_and_age(String firstMeal, int age, String window) {
    assertThat(
            lifestyle(People.ada().with("firstMeal", firstMeal).with("age", age))
                .sleepOptimization()
                .window())
        .isEqualTo(window);
  }

  @Test
  void a_guessed_wake_time_is_called_a_guess() {
    assertThat(lifestyle(People.ada().with("firstMeal", "varies")).sleepOptimization().intro())
        .contains("assumed");
    assertThat(lifestyle(People.ada().with("firstMeal", "7-9am")).sleepOptimization().intro())
        .doesNotContain("assumed");
  }

  @ParameterizedTest
  @MethodSource("dev.stashline.plans.planner.People#many")
  void every_week_reaches_what_who_asks_for(People person) {
    Lifestyle lifestyle = lifestyle(person);
    int endurance = 0;
    int strength = 0;
    Pattern minutes = Pattern.compile("^(\\d+) min");
    for (TrainingDay day : lifestyle.exerciseProtocol().splitByDay()) {
      if (day.focus().contains("strength")) {
        strength++;
      } else {
        Matcher matcher = minutes.matcher(day.duration());
        assertThat(matcher.find()).isTrue();
        endurance += Integer.parseInt(matcher.group(1));
      }
    }
    if (lifestyle.exerciseProtocol().cardio().contains("15 minutes each day")) {
      endurance += 7 * 15;
    }

    assertThat(strength).isGreaterThanOrEqualTo(2);
    assertThat(endurance).isGreaterThanOrEqualTo(150);
    assertThat(lifestyle.stressManagement().dailyPractices()).hasSizeBetween(3, 5);
  }

  @ParameterizedTest
  @MethodSource("dev.stashline.plans.planner.People#many")
  void no_text_is_blank_or_half_filled_and_every_key_has_its_citation(People person) {
    Lifestyle lifestyle = lifestyle(person);
    List<String> texts = new ArrayList<>();
    JsonNode tree = JSON.valueToTree(lifestyle);
    tree.properties().stream()
        .filter(pillar -> !List.of("citations", "provenance").contains(pillar.getKey()))
        .forEach(pillar -> collect(pillar.getValue(), texts));

    assertThat(texts)
        .allSatisfy(
            text ->
                assertThat(text)
                    .isNotBlank()
                    .doesNotContain("null", "undefined", "%s", "%d", "%%", "  "));
    String all = String.join("\n", texts);
    assertThat(lifestyle.citations())
        .isNotEmpty()
        .allSatisfy(citation -> assertThat(all).contains(citation.key()));
  }

  @Test
  void two_people_get_different_weeks() {
    assertThat(lifestyle(People.ada()).exerciseProtocol())
        .isNotEqualTo(lifestyle(People.ben()).exerciseProtocol());
  }

  @Test
  void from_65_on_balance_is_trained_and_movements_are_gentle() {
    Lifestyle older = lifestyle(People.ada().with("age", 72));

    assertThat(older.exerciseProtocol().splitByDay())
        .allSatisfy(
            day -> assertThat(day.exercises()).anyMatch(text -> text.startsWith("Balance")));
    assertThat(older.toString()).contains("Chair stand").doesNotContain("Goblet squat");
  }

  @Test
  void insulin_is_not_sent_running_fasted() {
    Lifestyle lifestyle =
        lifestyle(
            People.ada()
                .with("medications", "insulin glargine")
                .with("medicalConditions", "diabetes")
                .with("firstMeal", "after-11am"));

    assertThat(lifestyle.exerciseProtocol().splitByDay())
        .allSatisfy(day -> assertThat(day.timing()).contains("never fasted"));
    assertThat(lifestyle.exerciseProtocol().cardio()).contains("after each main meal");
  }

  @Test
  void no_retinoid_in_pregnancy_and_a_warning_where_it_cannot_be_ruled_out() {
    String pregnant =
        lifestyle(People.ada().with("otherCondition", "pregnant")).skinImprovement().toString();
    String unknown = lifestyle(People.ada()).skinImprovement().toString();
    String man = lifestyle(People.ben()).skinImprovement().toString();

    assertThat(pregnant).doesNotContain("retin", "dapalene");
    assertThat(unknown).contains("retinol").contains("Not if you are or may become pregnant");
    assertThat(man).contains("retinol").doesNotContain("pregnant");
  }

  @Test
  void pushing_through_is_answered() {
    Lifestyle lifestyle = lifestyle(People.ben().with("energyCrash", "push-through"));

    assertThat(lifestyle.stressManagement().intro()).contains("push through");
    assertThat(lifestyle.stressManagement().dailyPractices())
        .extracting(DailyPractice::name)
        .contains("Micro-break");
  }

  private static Lifestyle lifestyle(People person) {
    return Lifestyle.of(person.profile(), person.targets());
  }

  private static void collect(JsonNode node, List<String> texts) {
    if (node.isTextual()) {
      texts.add(node.asText());
    }
    node.forEach(child -> collect(child, texts));
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
