package dev.stashline.plans.planner;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/** The medical conditions the form offers; anything else arrives as free text. */
public enum Condition implements Choice {
  HIGH_BLOOD_PRESSURE(
      "high-blood-pressure", "hypertension|hypertensive|high blood pressure|high bp"),
  HIGH_CHOLESTEROL("high-cholesterol", "cholesterol|hyperlipid|dyslipid|hypercholest"),
  DIABETES("diabetes", "diabet|\\bt[12]d\\b"),
  HYPOTHYROIDISM("hypothyroidism", "hypothyroid|underactive thyroid|hashimoto"),
  PCOS("pcos", "\\bpcos\\b|polycystic ovar"),
  IBS_IBD("ibs-ibd", "\\bib[sd]\\b|irritable bowel|inflammatory bowel|crohn|ulcerative colitis");

  private final String code;
  private final Pattern words;

  Condition(String code, String words) {
    this.code = code;
    this.words = Pattern.compile(words);
  }

  @Override
  @JsonValue
  public String code() {
    return code;
  }

  /**
   * The offered conditions that a lower-case free-text item names; none if the item is a denial
   * ("no diabetes").
   */
  static Set<Condition> namedIn(String item) {
    Set<Condition> named = EnumSet.noneOf(Condition.class);
    for (Condition condition : values()) {
      if (!Concern.isDenial(item) && condition.words.matcher(item).find()) {
        named.add(condition);
      }
    }
    return named;
  }
}
