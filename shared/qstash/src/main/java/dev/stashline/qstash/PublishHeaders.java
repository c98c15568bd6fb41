package dev.stashline.qstash;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings written as headers again: {@link PublishSettings#read} of them gives the same settings.
 * For storing them, for changing some of them later (layers), and for publishing.
 */
public final class PublishHeaders {

  private PublishHeaders() {}

  /**
   * The headers, canonical name to values; what is at its default is left out, and so is nothing
   * else.
   */
  public static Map<String, List<String>> of(PublishSettings settings) {
    var headers = new LinkedHashMap<String, List<String>>();
    put(headers, "Content-Type", settings.contentType());
    write(headers, "Upstash-", settings);
    return Collections.unmodifiableMap(headers);
  }

  private static void write(
      Map<String, List<String>> headers, String prefix, PublishSettings settings) {
    if (settings.method() != DeliveryMethod.POST) {
      put(headers, prefix + "Method", settings.method().name());
    }
    put(headers, prefix + "Delay", text(settings.delay()));
    var notBefore = settings.notBefore();
    put(
        headers,
        prefix + "Not-Before",
        notBefore == null ? null : Long.toString(notBefore.getEpochSecond()));
    var retries = settings.retries();
    put(headers, prefix + "Retries", retries == null ? null : retries.toString());
    var retryDelay = settings.retryDelay();
    put(headers, prefix + "Retry-Delay", retryDelay == null ? null : retryDelay.text());
    put(headers, prefix + "Timeout", text(settings.timeout()));
    switch (settings.deduplication()) {
      case Deduplication.ById(var id) -> put(headers, prefix + "Deduplication-Id", id);
      case Deduplication.ByContent() ->
          put(headers, prefix + "Content-Based-Deduplication", "true");
      case Deduplication.Never() -> {}
    }
    var flowControl = settings.flowControl();
    if (flowControl != null) {
      put(headers, prefix + "Flow-Control-Key", flowControl.key());
      put(headers, prefix + "Flow-Control-Value", flowControl.value());
    }
    put(headers, prefix + "Label", String.join(",", settings.labels()));
    put(headers, prefix + "Redact-Fields", settings.redaction().value());
    put(headers, prefix + "Cron", settings.cron());
    put(headers, prefix + "Schedule-Id", settings.scheduleId());
    put(headers, prefix + "Queue-Name", settings.queueName());
    settings.headers().forEach((name, values) -> headers.put(prefix + "Forward-" + name, values));
    settings
        .workflow()
        .forEach(
            (name, values) -> headers.put(prefix + name.substring("Upstash-".length()), values));
    callback(headers, prefix + "Callback", settings.callback());
    callback(headers, prefix + "Failure-Callback", settings.failureCallback());
  }

  private static void callback(
      Map<String, List<String>> headers, String name, @Nullable Callback callback) {
    if (callback != null) {
      put(headers, name, callback.url().text());
      write(headers, name + "-", callback.settings());
    }
  }

  private static @Nullable String text(@Nullable Duration duration) {
    return duration == null ? null : Durations.format(duration);
  }

  private static void put(Map<String, List<String>> headers, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      headers.put(name, List.of(value));
    }
  }
}
