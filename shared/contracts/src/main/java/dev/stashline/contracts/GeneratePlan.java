package dev.stashline.contracts;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Arguments of the job that makes a personal plan, and the body of the message that asks for it.
 *
 * @param tenant whose product the person uses; null in a message means the default tenant
 * @param request which request of the person this is, null for the latest: one plan is made for
 *     each
 */
public record GeneratePlan(
    @Nullable String tenant,
    String email,
    String uniqueCode,
    String fullName,
    @Nullable UUID request) {
  /** The kind, and the queue it waits in. */
  public static final String KIND = "plans.generate";

  public static final String QUEUE = "plans";

  /** Names the request and no person. */
  @Override
  public String toString() {
    return "GeneratePlan[" + request + "]";
  }
}
