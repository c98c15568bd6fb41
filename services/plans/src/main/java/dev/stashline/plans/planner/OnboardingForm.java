package dev.stashline.plans.planner;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The onboarding form as a client sent it, unchecked: every answer is text or absent, lists are
 * never null.
 *
 * <p>Numbers may arrive as JSON numbers or strings. Unknown fields are ignored; keep the raw JSON
 * if they matter. {@link #check} tells what is wrong; {@link Profile#from} gives it meaning.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record OnboardingForm(
    @JsonDeserialize(using = FreeText.class) @Nullable String firstName,
    @JsonDeserialize(using = FreeText.class) @Nullable String lastName,
    @JsonDeserialize(using = FreeText.class) @Nullable String fullName,
    @JsonDeserialize(using = FreeText.class) @Nullable String email,
    @JsonDeserialize(using = FreeText.class) @Nullable String age,
    @JsonDeserialize(using = FreeText.class) @Nullable String gender,
    @JsonDeserialize(using = FreeText.class) @Nullable String weight,
    @JsonDeserialize(using = FreeText.class) @Nullable String weightUnit,
    @JsonDeserialize(using = FreeText.class) @Nullable String heightUnit,
    @JsonDeserialize(using = FreeText.class) @Nullable String height,
    @JsonDeserialize(using = FreeText.class) @Nullable String heightFeet,
    @JsonDeserialize(using = FreeText.class) @Nullable String heightInches,
    @JsonDeserialize(using = FreeText.class) @Nullable String mainPriority,
    @JsonDeserialize(using = FreeText.class) @Nullable String drivingGoal,
    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> allergies,
    @JsonDeserialize(using = FreeText.class) @Nullable String otherAllergy,
    @JsonDeserialize(using = FreeText.class) @Nullable String medications,
    @JsonDeserialize(using = FreeText.class) @Nullable String supplements,
    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<String> medicalConditions,
    @JsonDeserialize(using = FreeText.class) @Nullable String otherCondition,
    @JsonDeserialize(using = FreeText.class) @Nullable String eatingStyle,
    @JsonDeserialize(using = FreeText.class) @Nullable String firstMeal,
    @JsonDeserialize(using = FreeText.class) @Nullable String energyCrash,
    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<String> proteinSources,
    @JsonDeserialize(using = FreeText.class) @Nullable String otherProtein,
    @JsonDeserialize(using = FreeText.class) @Nullable String foodDislikes,
    @JsonDeserialize(using = FreeText.class) @Nullable String mealsCooked,
    @JsonDeserialize(using = FreeText.class) @Nullable String alcoholConsumption,
    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<Object> integrations,
    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<Object> labFiles,
    @JsonDeserialize(using = FreeText.class) @Nullable String hasLabFile,
    @JsonDeserialize(using = FreeText.class) @Nullable String uniqueCode,
    @JsonDeserialize(using = FreeText.class) @Nullable String timestamp,
    @JsonDeserialize(using = FreeText.class) @Nullable String completed) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  public OnboardingForm {
    allergies = answers(allergies);
    medicalConditions = answers(medicalConditions);
    proteinSources = answers(proteinSources);
    integrations = present(integrations);
    labFiles = present(labFiles);
  }

  /**
   * The form in {@code json}.
   *
   * @throws InvalidForm if it is not JSON, not an object, or a field has a shape that cannot be
   *     read
   */
  public static OnboardingForm parse(String json) {
    try {
      OnboardingForm form = JSON.readValue(json, OnboardingForm.class);
      if (form == null) {
        throw new InvalidForm(List.of(new Invalid("body", "must be a JSON object")));
      }
      return form;
    } catch (JsonMappingException mismatch) {
      String field =
          mismatch.getPath().stream()
              .map(JsonMappingException.Reference::getFieldName)
              .filter(Objects::nonNull)
              .findFirst()
              .orElse("body");
      throw new InvalidForm(List.of(new Invalid(field, "has a JSON type that cannot be read")));
    } catch (JsonProcessingException malformed) {
      throw new InvalidForm(List.of(new Invalid("body", "is not well-formed JSON")));
    }
  }

  /** Every bad value of this form, in the form's order; empty if a plan can be made from it. */
  public List<Invalid> check() {
    return new FormCheck(this).faults();
  }

  /** The weight in its unit; empty if either cannot be read. */
  Optional<Mass> mass() {
    OptionalDouble amount = Numbers.read(weight);
    if (amount.isEmpty() || weightUnit == null) {
      return Optional.empty();
    }
    return switch (weightUnit) {
      case "lbs" -> Optional.of(Mass.ofPounds(amount.getAsDouble()));
      case "kg" -> Optional.of(Mass.ofKilograms(amount.getAsDouble()));
      default -> Optional.empty();
    };
  }

  /**
   * The height in its unit, inches taken as 0 if only feet are given; empty if it cannot be read.
   */
  Optional<Height> stature() {
    if (heightUnit == null) {
      return Optional.empty();
    }
    return switch (heightUnit) {
      case "cm" -> {
        OptionalDouble centimetres = Numbers.read(height);
        yield centimetres.isPresent()
            ? Optional.of(Height.ofCentimetres(centimetres.getAsDouble()))
            : Optional.empty();
      }
      case "ft" -> {
        OptionalDouble feet = Numbers.read(heightFeet);
        OptionalDouble inches = Numbers.read(heightInches == null ? "0" : heightInches);
        yield feet.isPresent() && inches.isPresent()
            ? Optional.of(Height.ofFeetAndInches(feet.getAsDouble(), inches.getAsDouble()))
            : Optional.empty();
      }
      default -> Optional.empty();
    };
  }

  private static List<String> answers(@Nullable List<@Nullable String> sent) {
    return sent == null
        ? List.of()
        : sent.stream()
            .filter(Objects::nonNull)
            .map(String::strip)
            .filter(answer -> !answer.isEmpty())
            .toList();
  }

  private static List<Object> present(@Nullable List<@Nullable Object> sent) {
    return sent == null ? List.of() : List.copyOf(sent.stream().filter(Objects::nonNull).toList());
  }
}
