package dev.stashline.webhooks;

import dev.stashline.contracts.PublishMessage;
import dev.stashline.jobs.Failure;
import dev.stashline.jobs.Job;
import dev.stashline.jobs.JobFailed;
import dev.stashline.jobs.Outbox;
import dev.stashline.jobs.Outcome;
import dev.stashline.jobs.Work;
import dev.stashline.qstash.PublishAnswer;
import dev.stashline.qstash.QStashClient;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of this service: what other services want QStash to have.
 *
 * <pre>
 *   kind            queue    what
 *   qstash.publish  outbox   hands a stored message to QStash
 * </pre>
 */
public final class OutboxJobs {
  private OutboxJobs() {}

  /**
   * @param client null while publishing is switched off: the messages wait as dead letters for a
   *     person to set the token
   */
  public static List<Work<?>> catalogue(@Nullable QStashClient client) {
    return List.of(Work.of(Outbox.KIND, job -> publish(job, client)));
  }

  /** The deduplication id makes a repeat harmless: QStash answers with the first message. */
  private static Outcome publish(Job<PublishMessage> job, @Nullable QStashClient client)
      throws InterruptedException {
    if (client == null) {
      throw new JobFailed(new Failure.NeedsPerson("QSTASH_TOKEN is not set"));
    }
    var message = job.args();
    var headers = new HashMap<>(message.headers());
    headers.put("Upstash-Deduplication-Id", message.deduplicationId());
    var answer =
        job.await(
            client.publish(
                message.destination().toString(), headers, Buffer.buffer(message.body())));
    return switch (answer) {
      case PublishAnswer.Accepted accepted -> Outcome.completed();
      case PublishAnswer.TryLater later ->
          throw new JobFailed(
              later
                  .after()
                  .<Failure>map(wait -> new Failure.RetryLater(wait, later.reason()))
                  .orElseGet(() -> new Failure.RetryNow(later.reason())));
      case PublishAnswer.Refused refused ->
          throw new JobFailed(
              refused.status() == 401
                  ? new Failure.NeedsPerson("QStash does not accept QSTASH_TOKEN")
                  : new Failure.Never("QStash refused the message: " + refused.reason()));
    };
  }
}
