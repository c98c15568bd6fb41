package dev.stashline.plans.planner;

import org.jspecify.annotations.Nullable;

/**
 * Where a part of the plan came from.
 *
 * @param source {@code computed} for this package's rules, {@code model} for a model's words
 * @param provider the model's provider; null when computed
 * @param model the model's name; null when computed
 * @param tokensIn tokens sent; 0 when computed
 * @param tokensOut tokens received; 0 when computed
 */
public record Provenance(
    String source, @Nullable String provider, @Nullable String model, int tokensIn, int tokensOut) {

  public static final Provenance COMPUTED = new Provenance("computed", null, null, 0, 0);

  public static Provenance byModel(String provider, String model, int tokensIn, int tokensOut) {
    return new Provenance("model", provider, model, tokensIn, tokensOut);
  }
}
