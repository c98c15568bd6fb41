package dev.stashline.messages;

import dev.stashline.jobs.JobQueue;
import dev.stashline.jobs.Lane;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * The lane that all sends go through. When the chat provider asks for a pause it is held for
 * everybody, and the job that opens it again is stored in the same transaction.
 */
final class ChatLane {
  private final Supplier<JobQueue> queue;
  private final Lane lane;

  ChatLane(Supplier<JobQueue> queue, MessagesConfig config) {
    this.queue = queue;
    lane = Lane.parallel(MessageJobs.CHAT_LANE, config.parallelParts());
  }

  Future<?> hold(Instant until) {
    return queue
        .get()
        .transaction(
            tx ->
                tx.setLane(MessageJobs.QUEUE, lane, true)
                    .compose(v -> tx.enqueue(MessageJobs.reopen(until))));
  }

  Future<?> reopen() {
    return queue
        .get()
        .transaction(tx -> tx.setLane(MessageJobs.QUEUE, lane, false))
        .onSuccess(v -> queue.get().nudge(MessageJobs.QUEUE));
  }
}
