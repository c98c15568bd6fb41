package dev.stashline.qstash;

import dev.stashline.qstash.BadRequestException.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns sorted headers into typed settings, going on after a fault so that all of them can be
 * reported.
 */
final class SettingsReader {

  /** A callback may have callbacks of its own, those may not. */
  private static final int MAX_DEPTH = 2;

  private final Limits limits;
  private final Instant now;
  private final String prefix;
  private final int depth;
  private final List<Fault> faults;

  SettingsReader(Limits limits, Instant now) {
    this(limits, now, "Upstash-", 0, new ArrayList<>());
  }

  private SettingsReader(Limits limits, Instant now, String prefix, int depth, List<Fault> faults) {
    this.limits = limits;
    this.now = now;
    this.prefix = prefix;
    this.depth = depth;
    this.faults = faults;
  }

  PublishSettings read(List<? extends Iterable<? extends Map.Entry<String, String>>> layers) {
    var settings = settings(SortedHeaders.of(layers));
    if (!faults.isEmpty()) {
      throw new BadRequestException(faults);
    }
    return settings;
  }

  private PublishSettings settings(SortedHeaders sorted) {
    var delay = value(sorted, "Delay", this::delay);
    var notBefore = value(sorted, "Not-Before", this::notBefore);
    var method = value(sorted, "Method", DeliveryMethod::parse);
    var redaction = value(sorted, "Redact-Fields", Redaction::parse);
    return new PublishSettings(
        method == null ? DeliveryMethod.POST : method,
        contentType(sorted),
        forwarded(sorted),
        delay,
        notBefore,
        value(sorted, "Retries", this::retries),
        value(sorted, "Retry-Delay", RetryDelay::parse),
        value(sorted, "Timeout", SettingsReader::timeout),
        callback(sorted, "Callback"),
        callback(sorted, "Failure-Callback"),
        deduplication(sorted),
        flowControl(sorted),
        labels(sorted),
        redaction == null ? Redaction.NONE : redaction,
        value(sorted, "Cron", String::strip),
        value(sorted, "Schedule-Id", Names::require),
        value(sorted, "Queue-Name", Names::require),
        sorted.workflow());
  }

  private <T> @Nullable T value(SortedHeaders sorted, String setting, Function<String, T> parse) {
    String text = sorted.setting(setting);
    return text == null ? null : parsed(setting, text, parse);
  }

  private <T> @Nullable T parsed(String setting, String text, Function<String, T> parse) {
    try {
      return parse.apply(text);
    } catch (InvalidValueException e) {
      faults.add(new Fault(prefix + setting, e.reason()));
      return null;
    }
  }

  private Duration delay(String text) {
    var delay = Durations.parse(text);
    if (delay.compareTo(limits.maxDelay()) > 0) {
      throw tooLate();
    }
    return delay;
  }

  private Instant notBefore(String text) {
    long seconds = WholeNumber.parseLong(text);
    if (seconds > now.plus(limits.maxDelay()).getEpochSecond()) {
      throw tooLate();
    }
    return Instant.ofEpochSecond(seconds);
  }

  private InvalidValueException tooLate() {
    return new InvalidValueException(
        "must not be more than " + limits.maxDelay().toDays() + " days ahead");
  }

  private int retries(String text) {
    int retries = WholeNumber.parse(text);
    if (retries > limits.maxRetries()) {
      throw new InvalidValueException("must not be more than " + limits.maxRetries());
    }
    return retries;
  }

  private static Duration timeout(String text) {
    var timeout = Durations.parse(text);
    if (timeout.isZero()) {
      throw new InvalidValueException("must be at least 1s");
    }
    return timeout;
  }

  private @Nullable Callback callback(SortedHeaders sorted, String setting) {
    var url = value(sorted, setting, text -> Destination.url(text.strip()));
    if (url == null) {
      return null;
    }
    if (depth == MAX_DEPTH) {
      faults.add(
          new Fault(prefix + setting, "callbacks may not be nested deeper than " + MAX_DEPTH));
      return null;
    }
    var reader = new SettingsReader(limits, now, prefix + setting + "-", depth + 1, faults);
    return new Callback(url, reader.settings(SortedHeaders.of(sorted.callbackLayers(setting))));
  }

  private Deduplication deduplication(SortedHeaders sorted) {
    String id = value(sorted, "Deduplication-Id", this::shortText);
    if (id != null) {
      return new Deduplication.ById(id);
    }
    boolean byContent = sorted.isTrue("Content-Based-Deduplication");
    return byContent ? new Deduplication.ByContent() : new Deduplication.Never();
  }

  private @Nullable FlowControl flowControl(SortedHeaders sorted) {
    String key = value(sorted, "Flow-Control-Key", this::shortText);
    String value = sorted.setting("Flow-Control-Value");
    if (key != null && value != null) {
      return parsed("Flow-Control-Value", value, text -> FlowControl.parse(key, text));
    }
    if (value != null && sorted.setting("Flow-Control-Key") == null) {
      faults.add(new Fault(prefix + "Flow-Control-Key", "must be given with a flow-control value"));
    } else if (key != null) {
      faults.add(new Fault(prefix + "Flow-Control-Value", "must be given with a flow-control key"));
    }
    return null;
  }

  private List<String> labels(SortedHeaders sorted) {
    var labels = Labels.parse(sorted.labels());
    for (String label : labels) {
      parsed("Label", label, this::shortText);
    }
    return labels;
  }

  private String shortText(String text) {
    if (text.length() > limits.maxTextLength()) {
      throw new InvalidValueException(
          "must not be longer than " + limits.maxTextLength() + " characters");
    }
    if (!HeaderNames.isValue(text)) {
      throw new InvalidValueException("must not have control characters");
    }
    return text;
  }

  private @Nullable String contentType(SortedHeaders sorted) {
    String type = sorted.contentType();
    if (type != null && !HeaderNames.isValue(type)) {
      faults.add(new Fault("Content-Type", "must not have control characters"));
    }
    return type;
  }

  private Map<String, List<String>> forwarded(SortedHeaders sorted) {
    var headers = sorted.forwarded();
    long size = 0;
    for (var header : headers.entrySet()) {
      String name = header.getKey();
      if (!HeaderNames.isToken(name)) {
        faults.add(new Fault(prefix + "Forward", "a forwarded header has no valid name"));
      }
      for (String value : header.getValue()) {
        size += name.length() + value.length();
        if (!HeaderNames.isValue(value)) {
          faults.add(new Fault(prefix + "Forward-" + name, "must not have control characters"));
        }
      }
    }
    if (size > limits.maxHeaderBytes()) {
      faults.add(
          new Fault(
              prefix + "Forward",
              "forwarded headers are larger than " + limits.maxHeaderBytes() + " bytes"));
    }
    return headers;
  }
}
