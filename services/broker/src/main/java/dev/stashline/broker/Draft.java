package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stashline.jobs.NewJob;
import dev.stashline.qstash.Callback;
import dev.stashline.qstash.ContentDeduplication;
import dev.stashline.qstash.Deduplication;
import dev.stashline.qstash.Destination;
import dev.stashline.qstash.PublishHeaders;
import dev.stashline.qstash.PublishSettings;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message that is about to be stored.
 *
 * @param heirOf the queue in whose order it takes the place of the message it is about; null for
 *     all but the callbacks of a queue's message
 * @param dedupKey what makes another one its duplicate; null for nothing
 */
record Draft(
    UUID id,
    String account,
    Via via,
    Destination.Url url,
    Map<String, List<String>> headers,
    PublishSettings settings,
    byte[] body,
    @Nullable String callerIp,
    Instant createdAt,
    Instant notBefore,
    @Nullable String heirOf,
    @Nullable String dedupKey) {

  /** A published message. */
  static Draft of(
      String account,
      Via via,
      Destination.Url url,
      PublishSettings settings,
      byte[] body,
      @Nullable String callerIp,
      Instant now) {
    return new Draft(
        NewJob.newId(),
        account,
        via,
        url,
        PublishHeaders.of(settings),
        settings,
        body,
        callerIp,
        now,
        settings.dueAt(now),
        null,
        dedupKey(via, url, settings, body));
  }

  /** The message that a callback is. */
  static Draft of(Callback callback, Message about, byte[] body, Instant now) {
    var headers = new LinkedHashMap<>(PublishHeaders.of(callback.settings()));
    headers.putIfAbsent("Content-Type", List.of("application/json"));
    headers.put(
        "Upstash-Retries",
        List.of(Integer.toString(callback.maxRetries(about.settings().maxRetries()))));
    var settings = Message.read(headers, now);
    return new Draft(
        NewJob.newId(),
        about.account(),
        Via.URL,
        callback.url(),
        headers,
        settings,
        body,
        about.callerIp(),
        now,
        settings.dueAt(now),
        about.via().queue(),
        null);
  }

  /** The same message once more. */
  Draft anew() {
    return new Draft(
        NewJob.newId(),
        account,
        via,
        url,
        headers,
        settings,
        body,
        callerIp,
        createdAt,
        notBefore,
        heirOf,
        dedupKey);
  }

  /**
   * This draft without regard to earlier ones: a dead letter is retried because somebody says so.
   */
  Draft notDeduplicated() {
    return new Draft(
        id, account, via, url, headers, settings, body, callerIp, createdAt, notBefore, heirOf,
        null);
  }

  /** In a URL group each endpoint has its own duplicates. */
  private static @Nullable String dedupKey(
      Via via, Destination.Url url, PublishSettings settings, byte[] body) {
    return switch (settings.deduplication()) {
      case Deduplication.Never() -> null;
      case Deduplication.ById(var id) ->
          via.topic() == null
              ? "id:" + id
              : "id-in-group:"
                  + ContentDeduplication.id(url.text(), null, Map.of(), id.getBytes(UTF_8));
      case Deduplication.ByContent() ->
          ContentDeduplication.id(url.text(), settings.contentType(), settings.headers(), body);
    };
  }
}
