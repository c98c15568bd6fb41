package dev.stashline.plans;

import dev.stashline.runtime.Env;
import dev.stashline.runtime.Secret;
import java.net.URI;
import java.time.Duration;

/**
 * @param publicBase where people and QStash reach this system
 * @param linkSecret signs the links to plans
 * @param linkLife how long a link in a mail opens its plan
 * @param attempts how often a plan is tried before it is failed or partial
 */
public record PlansConfig(URI publicBase, Secret linkSecret, Duration linkLife, int attempts) {
  /**
   * @param publicBase read once for the process
   */
  public static PlansConfig from(Env env, URI publicBase) {
    return new PlansConfig(
        publicBase,
        env.requiredSecret(
            "PLAN_LINK_SECRET",
            "Signs the links in plan mails; any long random text, the same on all nodes"),
        env.duration(
            "PLAN_LINK_LIFE",
            Duration.ofDays(90),
            "How long the link in a plan mail opens the plan"),
        env.integer(
            "PLAN_ATTEMPTS", 4, 1, 50, "How often a plan is tried before it is failed or partial"));
  }
}
