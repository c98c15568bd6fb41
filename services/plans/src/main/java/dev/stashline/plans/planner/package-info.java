/**
 * The computed planner: from a person's answers to numbers and words, deterministic and without a
 * model.
 *
 * <p>Reading order: {@code OnboardingForm} (what was sent) → {@code Profile} (what it means) →
 * {@code Targets} (numbers) → {@code MainPlan}, {@code Lifestyle}, {@code MicronutrientTable} (the
 * parts). Each figure and each health claim carries its {@code Citation}.
 */
@NullMarked
package dev.stashline.plans.planner;

import org.jspecify.annotations.NullMarked;
