package dev.stashline.plans;

import java.util.UUID;

/**
 * Chooses who makes a person's plan: the computed planner alone, or a model whose every number and
 * meal it checks.
 */
@FunctionalInterface
public interface PlanMakers {
  /** A maker for one attempt at one request. */
  PlanMaker forPerson(Person person, UUID request);
}
