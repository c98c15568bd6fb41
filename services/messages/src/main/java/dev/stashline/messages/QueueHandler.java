package dev.stashline.messages;

import dev.stashline.jobs.Failure;
import dev.stashline.jobs.Handler;
import dev.stashline.jobs.Job;
import dev.stashline.jobs.JobFailed;
import dev.stashline.jobs.Outcome;
import dev.stashline.qstash.QStashReply;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Makes QStash agree with a row. Jobs of one message run one after the other; one that asks for an
 * older revision leaves the work to the newer one.
 */
final class QueueHandler implements Handler<TellQueue> {
  private final MessageStore store;
  private final @Nullable QueueSide side;
  private final MessagesConfig config;
  private final InstantSource clock;

  /**
   * @param side null while there is no QStash: our own clock fires everything
   */
  QueueHandler(
      MessageStore store, @Nullable QueueSide side, MessagesConfig config, InstantSource clock) {
    this.store = store;
    this.side = side;
    this.config = config;
    this.clock = clock;
  }

  @Override
  public Outcome perform(Job<TellQueue> job) throws InterruptedException {
    var found = job.await(store.find(job.args().message()));
    if (side == null || found.isEmpty() || found.get().revision() != job.args().revision()) {
      return Outcome.completed();
    }
    var message = found.get();
    var told =
        job.await(
            side.tell(message, QueueWish.of(message, clock.instant(), config.longestDelay())));
    var entry = told.entry();
    if (entry != null) {
      job.whileHeld(tx -> store.told(tx, message.id(), entry));
      return Outcome.completed();
    }
    throw new JobFailed(
        switch (told.reply()) {
          case QStashReply.TryLater later ->
              later
                  .after()
                  .<Failure>map(wait -> new Failure.RetryLater(wait, later.reason()))
                  .orElseGet(() -> new Failure.RetryNow(later.reason()));
          case QStashReply.Refused refused ->
              refused.status() == 401
                  ? new Failure.NeedsPerson("QStash does not accept QSTASH_TOKEN")
                  : new Failure.Never("QStash refused: " + refused.reason());
          case QStashReply.Absent absent -> new Failure.RetryNow("it was gone in between");
          case QStashReply.Done done -> new Failure.RetryNow("nothing was told");
        });
  }
}
