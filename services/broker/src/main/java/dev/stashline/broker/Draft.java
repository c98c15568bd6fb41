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
    // A run's own messages have the run's retries.
    if (RunPart.of(callback.settings()).isEmpty()) {
      headers.put(
          "Upstash-Retries",
          List.of(Integer.toString(callback.maxRetries(about.settings().maxRetries()))));
    }
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
   * This draft as the message that its publisher was told of.
   *
   * @param asked when; a delay counts from then
   */
  Draft as(UUID chosen, Instant asked) {
    var due = settings.dueAt(asked);
    return new Draft(
        chosen,
        account,
        via,
        url,
        headers,
        settings,
        body,
        callerIp,
        createdAt,
        due.isBefore(createdAt) ? createdAt : due,
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

  /** This draft with what its run says for all of its messages. */
  Draft in(Run run, RunPart.CallType callType) {
    return headers(Message.read(List.of(headers, run.layer(callType)), createdAt)).withJsonType();
  }

  /** This draft as a message of a run. */
  Draft ofRun(String runId, RunPart.CallType callType) {
    var all = new LinkedHashMap<>(headers);
    all.put(RunPart.RUN_ID, List.of(runId));
    all.put(RunPart.INIT, List.of("false"));
    all.put(RunPart.CALL_TYPE, List.of(callType.word()));
    return headers(Message.read(all, createdAt));
  }

  /** As JSON, which all messages to a workflow's endpoint are, unless it says otherwise. */
  Draft withJsonType() {
    if (headers.containsKey("Content-Type")
        || RunPart.of(settings)
            .map(part -> part.callType() == RunPart.CallType.TO_CALLBACK)
            .orElse(true)) {
      return this;
    }
    var all = new LinkedHashMap<>(headers);
    all.put("Content-Type", List.of("application/json"));
    return headers(Message.read(all, createdAt));
  }

  private Draft headers(PublishSettings read) {
    return new Draft(
        id,
        account,
        via,
        url,
        PublishHeaders.of(read),
        read,
        body,
        callerIp,
        createdAt,
        notBefore,
        heirOf,
        dedupKey);
  }

  Draft body(byte[] other) {
    return new Draft(
        id, account, via, url, headers, settings, other, callerIp, createdAt, notBefore, heirOf,
        dedupKey);
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
                  + ContentDeduplication.id(
                      via.topic() + " " + url.text(), null, Map.of(), id.getBytes(UTF_8));
      case Deduplication.ByContent() ->
          ContentDeduplication.id(
              via.topic() == null ? url.text() : via.topic() + " " + url.text(),
              settings.contentType(),
              settings.headers(),
              body);
    };
  }
}
