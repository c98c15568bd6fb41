package dev.stashline.providers.ai;

import dev.stashline.providers.ProviderFailure;

/** A language model that answers in JSON. */
public interface Model {

  /**
   * Asks once. Blocks; call it on a virtual thread.
   *
   * @return an answer that fits the question's schema
   * @throws ProviderFailure when there is none; the caller retries, and bounds what that may cost
   */
  Answer ask(Question question);
}
