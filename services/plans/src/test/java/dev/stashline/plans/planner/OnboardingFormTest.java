package dev.stashline.plans.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OnboardingFormTest {

  @Test
  void a_form_with_only_the_answers_a_plan_needs_is_good() {
    assertThat(People.ada().form().check()).isEmpty();
  }

  @Test
  void a_form_with_every_answer_is_good() {
    People full =
        People.ada()
            .with("allergies", List.of("peanuts", "tree-nuts", "other"))
            .with("otherAllergy", "kiwi")
            .with("medications", "levothyroxine")
            .with("supplements", "")
            .with("medicalConditions", List.of("hypothyroidism"))
            .with("otherCondition", "")
            .with("eatingStyle", "intermittent-fasting")
            .with("firstMeal", "after-11am")
            .with("energyCrash", "push-through")
            .with("proteinSources", List.of("chicken", "fish-seafood", "protein-powder"))
            .with("otherProtein", "tempeh")
            .with("foodDislikes", "mushrooms and olives")
            .with("mealsCooked", "5 a week")
            .with("alcoholConsumption", "none")
            .with("integrations", List.of(Map.of("provider", "calendar")))
            .with("labFiles", List.of(Map.of("name", "blood.pdf")))
            .with("hasLabFile", true)
            .with("timestamp", "2026-01-01T00:00:00Z")
            .with("completed", true)
            .with("someFieldOfNextYear", Map.of("a", 1));

    assertThat(full.form().check()).isEmpty();
  }

  @Test
  void numbers_may_come_as_strings() {
    Profile profile =
        People.ada().with("age", "34").with("weight", " 65.8 ").with("height", "167.6").profile();

    assertThat(profile).isEqualTo(People.ada().profile());
  }

  @Test
  void a_single_answer_and_null_are_read_as_lists() {
    OnboardingForm form = OnboardingForm.parse("{\"allergies\":\"soy\",\"proteinSources\":null}");

    assertThat(form.allergies()).containsExactly("soy");
    assertThat(form.proteinSources()).isEmpty();
  }

  @Test
  void dislikes_are_kept_whether_they_come_as_text_or_as_a_list() {
    Profile asText = People.ada().with("foodDislikes", "Olives, blue cheese").profile();
    Profile asList = People.ada().with("foodDislikes", List.of("Olives", "blue cheese")).profile();

    assertThat(asText.dislikes()).containsExactly("olives", "blue cheese");
    assertThat(asList.dislikes()).isEqualTo(asText.dislikes());
  }

  @ParameterizedTest
  @CsvSource({
    "age, 17",
    "age, 121",
    "age, 34.5",
    "age, old",
    "age, -20",
    "gender, woman",
    "email, ada",
    "email, ada@home",
    "email, a b@example.org",
    "email, ada@@example.org",
    "weight, 12",
    "weight, 400",
    "weight, NaN",
    "weight, 1e3",
    "weight, '65,8'",
    "weightUnit, stone",
    "weightUnit, lb",
    "heightUnit, m",
    "height, 1.68",
    "height, 300",
    "mainPriority, wealth",
    "drivingGoal, fame",
    "eatingStyle, sometimes",
    "firstMeal, noon",
    "energyCrash, cake",
    "allergies, pollen",
    "medicalConditions, gout",
    "proteinSources, insects",
  })
  void a_bad_value_is_named_with_a_reason(String field, String value) {
    List<Invalid> faults = People.ada().with(field, value).form().check();

    assertThat(faults).extracting(Invalid::field).containsExactly(field);
    assertThat(faults.getFirst().reason()).isNotBlank().doesNotContain(value + "\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "email",
        "age",
        "gender",
        "weight",
        "weightUnit",
        "height",
        "heightUnit",
        "mainPriority",
        "drivingGoal",
        "firstName"
      })
  void a_missing_answer_is_named(String field) {
    assertThat(People.ada().without(field).form().check())
        .containsExactly(new Invalid(field, "is required"));
  }

  @Test
  void all_faults_are_reported_at_once() {
    assertThat(OnboardingForm.parse("{}").check())
        .extracting(Invalid::field)
        .contains("firstName", "email", "age", "gender", "weight", "weightUnit", "heightUnit");
  }

  @Test
  void inches_stop_below_twelve() {
    People tall =
        People.ada().with("heightUnit", "ft").with("heightFeet", 5).with("heightInches", 12);

    assertThat(tall.form().check()).extracting(Invalid::field).containsExactly("heightInches");
  }

  @Test
  void feet_without_inches_are_full_feet() {
    Profile profile = People.ada().with("heightUnit", "ft").with("heightFeet", 6).profile();

    assertThat(profile.height()).isEqualTo(Height.ofCentimetres(182.9));
  }

  @Test
  void a_weight_that_cannot_belong_to_the_height_is_a_mistaken_unit() {
    List<Invalid> faults =
        People.ada()
            .with("weight", 66)
            .with("weightUnit", "lbs")
            .with("height", 200)
            .form()
            .check();

    assertThat(faults).extracting(Invalid::field).containsExactly("weight");
  }

  @Test
  void a_name_with_a_line_break_cannot_reach_a_mail_header() {
    assertThat(People.ada().with("firstName", "Ada\r\nBcc: x@example.org").form().check())
        .extracting(Invalid::field)
        .containsExactly("firstName");
  }

  @Test
  void a_full_name_alone_is_enough() {
    Profile profile =
        People.ada()
            .without("firstName")
            .without("lastName")
            .with("fullName", "Ada Moreau")
            .profile();

    assertThat(profile.firstName()).isEqualTo("Ada");
    assertThat(profile.fullName()).isEqualTo("Ada Moreau");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "7", "{\"age\":", "{\"age\":{}}", "{\"allergies\":{}}"})
  void what_is_not_a_form_is_an_invalid_form(String json) {
    assertThatThrownBy(() -> OnboardingForm.parse(json)).isInstanceOf(InvalidForm.class);
  }

  @Test
  void an_unreadable_field_is_named() {
    assertThatThrownBy(() -> OnboardingForm.parse("{\"age\":{\"years\":3}}"))
        .isInstanceOfSatisfying(
            InvalidForm.class,
            invalid ->
                assertThat(invalid.faults()).extracting(Invalid::field).containsExactly("age"));
  }

  @Test
  void no_profile_is_made_of_a_bad_form_and_the_message_holds_no_value() {
    assertThatThrownBy(() -> People.ada().with("email", "secret-marker").profile())
        .isInstanceOf(InvalidForm.class)
        .hasMessageContaining("email")
        .hasMessageNotContaining("secret-marker");
  }

  /**
   * Odd values in every field: either the form is refused with reasons, or a whole plan can be
   * computed from it.
   */
  @Test
  void A18_no_value_of_any_field_breaks_the_planner() {
    List<Object> odd =
        List.of(
            "",
            " ",
            "null",
            "NaN",
            "none",
            "-1",
            "999999999999",
            "1e999",
            "ünïcödé",
            "a\u0000b",
            "'; drop",
            "<script>",
            "${x}",
            "%s%n",
            "x".repeat(5000),
            ",;and or,.",
            0,
            -5,
            1e300,
            true,
            List.of(),
            List.of(""),
            List.of(List.of("soy")),
            List.of(Map.of("a", 1)),
            Map.of("a", 1),
            List.of("none", "soy", "pollen"));
    for (RecordComponent field : OnboardingForm.class.getRecordComponents()) {
      for (Object value : odd) {
        try {
          Profile profile = People.ada().with(field.getName(), value).profile();
          Targets targets = Targets.of(profile);
          assertThat(MainPlan.of(profile, targets, MainPlan.Labs.NONE).executiveSummary())
              .isNotBlank();
          assertThat(Lifestyle.of(profile, targets).citations()).isNotEmpty();
        } catch (InvalidForm refused) {
          assertThat(refused.faults()).isNotEmpty();
          assertThat(refused.getMessage()).doesNotContain("xxxx", "<script>", "drop");
        }
      }
    }
  }
}
