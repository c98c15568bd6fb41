package dev.stashline.standalone;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits on a command's own thread. */
final class Await {
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private Await() {}

  /** The result, or the failure as it is; an IllegalStateException after two minutes. */
  static <T> T result(Future<T> future) throws Exception {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(LONGEST.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    } catch (TimeoutException e) {
      throw new IllegalStateException("no answer within two minutes", e);
    }
  }
}
