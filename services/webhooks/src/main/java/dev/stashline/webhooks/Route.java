package dev.stashline.webhooks;

import dev.stashline.jobs.NewJob;
import java.util.function.Function;

/**
 * One destination of messages, and the job that each message becomes.
 *
 * @param path from the first slash; with our public address before it, the URL that messages are
 *     published to
 * @param read gives the job's arguments; refuses a body that can never work
 * @param job makes the job, with the unique key of its kind
 */
public record Route<A>(String path, Function<Fields, A> read, Function<A, NewJob> job) {
  NewJob jobOf(byte[] body) {
    var fields = Fields.of(body);
    A args = read.apply(fields);
    fields.complete();
    return job.apply(args);
  }
}
