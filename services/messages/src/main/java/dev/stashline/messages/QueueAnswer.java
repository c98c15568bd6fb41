package dev.stashline.messages;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Waits for QStash to know of a change, for a caller who wants its id. Gives up after a while: the
 * change is durable, and QStash will be told when it can be reached.
 */
final class QueueAnswer {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final int LOOKS = 60;

  private final Vertx vertx;
  private final MessageStore store;
  private final boolean hasQueue;

  /**
   * @param hasQueue whether there is a QStash to wait for
   */
  QueueAnswer(Vertx vertx, MessageStore store, boolean hasQueue) {
    this.vertx = vertx;
    this.store = store;
    this.hasQueue = hasQueue;
  }

  /** The message as it is when QStash has been told, or when waiting is over. */
  Future<ScheduledMessage> await(ScheduledMessage changed) {
    Promise<ScheduledMessage> told = Promise.promise();
    look(changed, hasQueue ? LOOKS : 0, told);
    return told.future();
  }

  private void look(ScheduledMessage message, int left, Promise<ScheduledMessage> told) {
    if (left == 0 || message.queue().revision() >= message.revision()) {
      told.complete(message);
      return;
    }
    vertx.setTimer(
        LOOK_AGAIN.toMillis(),
        timer ->
            store
                .find(message.id())
                .onSuccess(found -> look(found.orElse(message), left - 1, told))
                .onFailure(told::fail));
  }
}
