package dev.stashline.broker;

import org.jspecify.annotations.Nullable;

/**
 * The way a message came, as receivers, logs and filters know it; each part null if it did not come
 * that way.
 *
 * @param queue in whose order it is delivered
 * @param topic the URL group that it was published to
 * @param endpoint the name of the group's endpoint; null also for an endpoint without a name
 * @param schedule whose occurrence it is
 */
record Via(
    @Nullable String queue,
    @Nullable String topic,
    @Nullable String endpoint,
    @Nullable String schedule) {
  /** Published straight to a URL. */
  static final Via URL = new Via(null, null, null, null);

  Via queue(@Nullable String name) {
    return new Via(name, topic, endpoint, schedule);
  }

  Via group(String name, @Nullable String endpointName) {
    return new Via(queue, name, endpointName, schedule);
  }

  Via schedule(String id) {
    return new Via(queue, topic, endpoint, id);
  }
}
