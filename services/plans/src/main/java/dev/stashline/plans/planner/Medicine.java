package dev.stashline.plans.planner;

import java.util.Collection;
import java.util.regex.Pattern;

/** A class of medicine that food or supplements interact with, recognised by its common names. */
public enum Medicine {
  VITAMIN_K_ANTAGONIST("warfarin|coumadin|jantoven|acenocoumarol|phenprocoumon|marcumar"),
  OTHER_BLOOD_THINNER(
      "apixaban|eliquis|rivaroxaban|xarelto|dabigatran|pradaxa|edoxaban|clopidogrel|plavix|ticagrelor|heparin|enoxaparin"
          + "|blood thinner|anticoagulant|aspirin"),
  THYROID_HORMONE(
      "levothyrox|thyroxine?\\b|synthroid|euthyrox|eltroxin|levoxyl|liothyronine|armou?r thyroid|thyroid med"),
  METFORMIN("metformin|glucophage"),
  HYPOGLYCAEMIC("insulin|glipizide|gliclazide|glimepiride|glibenclamide|glyburide|sulfonylurea"),
  POTASSIUM_RAISING(
      "\\w+pril\\b|\\w+sartan\\b|spironolactone|eplerenone|amiloride|triamterene|entresto|ace inhibitor"),
  STATIN("\\w+statin\\b|lipitor|crestor|zocor"),
  ACID_SUPPRESSANT("\\w+prazole\\b|\\bppi\\b|nexium|prilosec|famotidine|ranitidine|proton pump"),
  SEROTONERGIC(
      "sertraline|zoloft|fluoxetine|prozac|citalopram|celexa|lexapro|paroxetine|venlafaxine|effexor|duloxetine|cymbalta"
          + "|\\bssri|\\bsnri|antidepressant"),
  MINERAL_BINDING(
      "\\w+cycline\\b|\\w+floxacin\\b|\\w+dronate\\b|\\w+dronic acid|fosamax|antibiotic");

  private final Pattern words;

  Medicine(String words) {
    this.words = Pattern.compile(words);
  }

  /** Whether any of the lower-case items names a medicine of this class. */
  boolean in(Collection<String> items) {
    return items.stream().anyMatch(item -> !Concern.isDenial(item) && words.matcher(item).find());
  }
}
