package dev.stashline.plans.planner;

import java.util.Collection;
import java.util.regex.Pattern;

/**
 * A condition the form does not offer but which, when written as free text, changes numbers or
 * advice.
 */
public enum Concern {
  KIDNEY_DISEASE(
      "kidney disease|kidney failure|\\bckd\\b|\\brenal\\b|dialysis|nephropathy|kidney problem|kidney transplant"),
  KIDNEY_STONES("kidney stones?|oxalate stones?"),
  PREGNANCY("pregnan|trimester"),
  BREASTFEEDING("breast.?feeding|lactating|nursing"),
  EATING_DISORDER("eating disorder|anorexia|bulimia|binge"),
  COELIAC("coeliac|celiac"),
  IRON_OVERLOAD("ha?emochromatosis|iron overload"),
  LIVER_DISEASE("liver|cirrhosis|hepatitis"),
  HEART_DISEASE("heart (failure|disease|attack|condition)|coronary|angina|arrhythmia|atrial fib"),
  GOUT("\\bgout\\b"),
  HYPERTHYROIDISM("hyperthyroid|graves"),
  OSTEOPOROSIS("osteop(orosis|enia)"),
  ANAEMIA("ana?emia|iron deficien|low iron|low ferritin"),
  MENTAL_HEALTH("depress|anxiety|bipolar|ptsd|panic"),
  SLEEP_DISORDER("insomnia|sleep apn"),
  SKIN_CONDITION("acne|eczema|psoriasis|rosacea|dermatitis");

  private static final Pattern DENIAL =
      Pattern.compile("^(no|not|never|without|denies|don't have)\\b.*");

  private final Pattern words;

  Concern(String words) {
    this.words = Pattern.compile(words);
  }

  /** Whether any of the lower-case items names this concern without denying it. */
  boolean in(Collection<String> items) {
    return items.stream().anyMatch(item -> !isDenial(item) && words.matcher(item).find());
  }

  static boolean isDenial(String item) {
    return DENIAL.matcher(item).matches();
  }
}
