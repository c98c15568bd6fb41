package dev.stashline.qstash;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.qstash.PublishAnswer.Accepted;
import dev.stashline.qstash.PublishAnswer.Published;
import dev.stashline.qstash.PublishAnswer.Refused;
import dev.stashline.qstash.PublishAnswer.TryLater;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Understands what QStash answers to a publish: as {@link QStashReply} does, but that an answer
 * without the id of a message is none, and that a 404 refuses.
 */
final class PublishAnswers {
  private PublishAnswers() {}

  static PublishAnswer read(QStashReply reply) {
    return switch (reply) {
      case QStashReply.Done done -> {
        var messages = messages(done.json());
        yield messages.isEmpty()
            ? new TryLater(Optional.empty(), "an answer without a message id")
            : new Accepted(messages);
      }
      case QStashReply.Absent absent -> new Refused(404, absent.reason());
      case QStashReply.TryLater later -> new TryLater(later.after(), later.reason());
      case QStashReply.Refused refused -> new Refused(refused.status(), refused.reason());
    };
  }

  private static List<Published> messages(JsonNode json) {
    var messages = new ArrayList<Published>();
    Iterable<JsonNode> items = json.isArray() ? json : List.of(json);
    for (var item : items) {
      String id = item.path("messageId").asText("");
      if (!id.isEmpty()) {
        messages.add(new Published(id, item.path("deduplicated").asBoolean(false)));
      }
    }
    return messages;
  }
}
