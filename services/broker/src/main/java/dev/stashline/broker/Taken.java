package dev.stashline.broker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.qstash.BadRequestException;
import dev.stashline.qstash.Destination;
import dev.stashline.qstash.InvalidValueException;
import dev.stashline.qstash.Names;
import dev.stashline.qstash.PublishTarget;
import dev.stashline.runtime.Json;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was published by SQL, as it is taken over.
 *
 * @param position in the order of the calls
 * @param id that its publisher was told
 * @param queue from {@code Upstash-Queue-Name}
 * @param headers all others
 * @param ago how long ago it was called for
 */
record Taken(
    long position,
    UUID id,
    String account,
    String destination,
    @Nullable String queue,
    List<Map.Entry<String, String>> headers,
    byte[] body,
    Duration ago) {
  private static final String QUEUE = "Upstash-Queue-Name";

  /** Reads a row of {@link IntakeSql#TAKE}. */
  static Taken of(Row row) {
    String queue = null;
    var headers = new ArrayList<Map.Entry<String, String>>();
    for (var header : Json.tree(row.getString(4)).properties()) {
      for (JsonNode value :
          header.getValue().isArray() ? header.getValue() : List.of(header.getValue())) {
        if (value.isNull()) {
          continue;
        }
        if (header.getKey().equalsIgnoreCase(QUEUE)) {
          queue = value.asText();
        } else {
          headers.add(Map.entry(header.getKey(), value.asText()));
        }
      }
    }
    return new Taken(
        row.getLong(0),
        row.getUUID(1),
        row.getString(2),
        row.getString(3),
        queue,
        headers,
        row.getBuffer(5).getBytes(),
        Duration.ofMillis(Math.max(0, Math.round(row.getDouble(6) * 1_000))));
  }

  /**
   * What it asks for.
   *
   * @throws BadRequestException if the destination or the queue's name is malformed
   */
  Drafting.Order order() {
    String name = queue;
    try {
      return new Drafting.Order(
          account,
          Via.URL.queue(name == null ? null : Names.require(name)),
          PublishTarget.parse(destination),
          headers,
          body,
          null);
    } catch (InvalidValueException e) {
      throw new BadRequestException(QUEUE, e.reason());
    }
  }

  /** Its drafts, the first under the id that the publisher was told. */
  List<Draft> named(List<Draft> drafts, Instant now) {
    var asked = now.minus(ago);
    var named = new ArrayList<Draft>();
    for (Draft draft : drafts) {
      named.add(draft.as(named.isEmpty() ? id : draft.id(), asked));
    }
    return named;
  }

  /**
   * Where it was to go. A group that is gone has no address: one that nothing has stands for it.
   */
  Destination.Url shownUrl() {
    try {
      return PublishTarget.parse(destination).destination() instanceof Destination.Url url
          ? url
          : Destination.url("http://" + destination + ".invalid/");
    } catch (BadRequestException | InvalidValueException e) {
      return Destination.url("http://malformed.invalid/");
    }
  }
}
