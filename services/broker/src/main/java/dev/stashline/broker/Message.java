package dev.stashline.broker;

import dev.stashline.qstash.Destination;
import dev.stashline.qstash.Durations;
import dev.stashline.qstash.Limits;
import dev.stashline.qstash.MessageIds;
import dev.stashline.qstash.PublishSettings;
import dev.stashline.runtime.Json;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A published message as it is stored.
 *
 * @param headers the publish headers from which {@code settings} were read
 * @param retried attempts that were made and failed
 */
record Message(
    UUID id,
    String account,
    Via via,
    Destination.Url url,
    Map<String, List<String>> headers,
    PublishSettings settings,
    byte[] body,
    @Nullable String callerIp,
    State state,
    int retried,
    Instant createdAt,
    Instant notBefore) {

  /** Words as in the table's constraint. */
  enum State {
    ACTIVE,
    DELIVERED,
    FAILED,
    CANCELLED;

    private final String word = name().toLowerCase(java.util.Locale.ROOT);

    String word() {
      return word;
    }

    static State of(String word) {
      return valueOf(word.toUpperCase(java.util.Locale.ROOT));
    }
  }

  /** What was accepted stays valid when the limits are lowered later. */
  private static final Limits STORED =
      new Limits(
          Integer.MAX_VALUE,
          Durations.LONGEST,
          Duration.ofDays(365),
          Long.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE);

  /** The columns that {@link #of} reads, of a row called {@code m}. */
  static final String COLUMNS =
      "m.id, m.account, m.url, m.settings::text, m.body, m.caller_ip, m.state, m.retried,"
          + " m.created_at, m.not_before, m.queue_name, m.topic_name, m.endpoint_name, m.schedule_id";

  private static final int COLUMN_COUNT = 14;

  /** Reads {@link #COLUMNS}, which start at a position. */
  static Message of(Row row, int at) {
    assert row.size() >= at + COLUMN_COUNT;
    var headers = readHeaders(row.getString(at + 3));
    return new Message(
        row.getUUID(at),
        row.getString(at + 1),
        new Via(
            row.getString(at + 10),
            row.getString(at + 11),
            row.getString(at + 12),
            row.getString(at + 13)),
        dev.stashline.qstash.Destination.url(row.getString(at + 2)),
        headers,
        read(headers, row.getOffsetDateTime(at + 8).toInstant()),
        row.getBuffer(at + 4).getBytes(),
        row.getString(at + 5),
        State.of(row.getString(at + 6)),
        row.getInteger(at + 7),
        row.getOffsetDateTime(at + 8).toInstant(),
        row.getOffsetDateTime(at + 9).toInstant());
  }

  /** The settings in stored publish headers. */
  static PublishSettings read(Map<String, List<String>> headers, Instant createdAt) {
    return PublishSettings.read(List.of(entries(headers)), STORED, createdAt);
  }

  /** The settings in layers of stored headers, the weightiest first. */
  static PublishSettings read(List<Map<String, List<String>>> layers, Instant createdAt) {
    return PublishSettings.read(layers.stream().map(Message::entries).toList(), STORED, createdAt);
  }

  /** The same message, with this body and these headers of the delivery besides. */
  Message delivered(byte[] other, Map<String, String> besides) {
    var all = new LinkedHashMap<>(headers);
    besides.forEach((name, value) -> all.put("Upstash-Forward-" + name, List.of(value)));
    return new Message(
        id,
        account,
        via,
        url,
        all,
        read(all, createdAt),
        other,
        callerIp,
        state,
        retried,
        createdAt,
        notBefore);
  }

  static List<Map.Entry<String, String>> entries(Map<String, List<String>> headers) {
    var entries = new ArrayList<Map.Entry<String, String>>();
    headers.forEach((name, values) -> values.forEach(value -> entries.add(Map.entry(name, value))));
    return entries;
  }

  static Map<String, List<String>> readHeaders(String json) {
    var headers = new LinkedHashMap<String, List<String>>();
    for (var field : Json.tree(json).properties()) {
      var values = new ArrayList<String>();
      field.getValue().forEach(value -> values.add(value.asText()));
      headers.put(field.getKey(), values);
    }
    return headers;
  }

  /** The id that the API shows. */
  String publicId() {
    return MessageIds.message(id);
  }

  /** The delivery's own headers as they are shown: the forwarded ones and the content type. */
  Map<String, List<String>> shownHeaders() {
    return shownHeaders(settings);
  }

  static Map<String, List<String>> shownHeaders(PublishSettings settings) {
    var all = new LinkedHashMap<>(settings.headers());
    String type = settings.contentType();
    if (type != null) {
      all.put("Content-Type", List.of(type));
    }
    return settings.redaction().shown(all);
  }
}
