package dev.stashline.plans;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Future;

/**
 * Makes the parts of one person's plan. One instance an attempt; parts may be asked for side by
 * side.
 */
public interface PlanMaker {
  /**
   * Makes a part in the shape that {@code get-plan} answers. Blocks.
   *
   * @param meals the meal plan, fresh or stored by an earlier attempt; the micronutrients are
   *     counted from it and wait for it
   * @throws dev.stashline.jobs.JobFailed saying whether another attempt may help
   */
  JsonNode make(Part part, Future<JsonNode> meals) throws InterruptedException;
}
