package dev.stashline.standins;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * One message as the chat stand-in stored it.
 *
 * @param number 1 for the first message of this process
 * @param channelId without its type, which is always {@code messaging}
 * @param at when it was stored
 */
public record StreamMessage(
    int number, String id, String channelId, String authorId, String text, Instant at) {

  /** As Stream Chat answers with it. */
  JsonObject json() {
    return new JsonObject()
        .put("id", id)
        .put("text", text)
        .put("type", "regular")
        .put("cid", "messaging:" + channelId)
        .put("user", new JsonObject().put("id", authorId))
        .put("attachments", new JsonArray())
        .put("created_at", at.toString())
        .put("updated_at", at.toString());
  }

  /** As the stand-in's own list has it. */
  JsonObject row() {
    return new JsonObject()
        .put("number", number)
        .put("id", id)
        .put("channel", channelId)
        .put("author", authorId)
        .put("text", text)
        .put("at", at.toString());
  }
}
