package dev.stashline.qstash;

/**
 * A message to be sent about a message.
 *
 * @param url where it goes
 * @param settings its own settings, from {@code Upstash-Callback-<Setting>} headers; where it has
 *     no retries of its own, the original's count
 */
public record Callback(Destination.Url url, PublishSettings settings) {

  /** Retries of the callback's delivery, given those of the message it reports on. */
  public int maxRetries(int originals) {
    Integer own = settings.retries();
    return own == null ? originals : own;
  }
}
