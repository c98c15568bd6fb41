package dev.stashline.standins;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The replies that one content can become, in the documented shape of a chat completion. */
record ModelReply(ModelRequest request, JsonObject content, Instant now) {

  /** Characters of English text to a token, as OpenAI's documentation estimates them. */
  private static final int CHARACTERS_PER_TOKEN = 4;

  JsonObject whole() {
    return completion(content.encode(), null, "stop");
  }

  JsonObject refused() {
    return completion(null, "I cannot help with that.", "stop");
  }

  JsonObject cut() {
    String json = content.encode();
    return completion(json.substring(0, json.length() / 2), null, "length");
  }

  JsonObject filtered() {
    return completion(content.encode(), null, "content_filter");
  }

  JsonObject fenced() {
    return completion("```json\n" + content.encodePrettily() + "\n```", null, "stop");
  }

  JsonObject prose() {
    return completion("Sure! Here is what you asked for.", null, "stop");
  }

  JsonObject incomplete() {
    JsonObject broken = content.copy();
    broken.remove(request.schema().getJsonArray("required").getString(0));
    return completion(broken.encode(), null, "stop");
  }

  private JsonObject completion(
      @Nullable String text, @Nullable String refusal, String finishReason) {
    int prompt = tokens(request.body().getJsonArray("messages").encode());
    int answer = tokens(text == null ? String.valueOf(refusal) : text);
    JsonObject choice =
        new JsonObject()
            .put("index", 0)
            .put(
                "message",
                new JsonObject()
                    .put("role", "assistant")
                    .put("content", text)
                    .put("refusal", refusal))
            .putNull("logprobs")
            .put("finish_reason", finishReason);
    return new JsonObject()
        .put("id", "chatcmpl-" + UUID.nameUUIDFromBytes(content.toBuffer().getBytes()))
        .put("object", "chat.completion")
        .put("created", now.getEpochSecond())
        .put("model", request.body().getString("model"))
        .put("choices", new JsonArray().add(choice))
        .put(
            "usage",
            new JsonObject()
                .put("prompt_tokens", prompt)
                .put("completion_tokens", answer)
                .put("total_tokens", prompt + answer));
  }

  private static int tokens(String text) {
    return Math.ceilDiv(text.length(), CHARACTERS_PER_TOKEN);
  }
}
