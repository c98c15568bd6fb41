package dev.stashline.providers.chat;

import java.util.regex.Pattern;

/**
 * Something to be said.
 *
 * @param id the idempotency key, from the row and the recipient: letters, digits, {@code _} and
 *     {@code -}, at most 255
 * @param channelId without the channel's type
 * @param authorId who says it
 */
public record ChatMessage(String id, String channelId, String authorId, String text) {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,255}");

  public ChatMessage {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("id: 1 to 255 letters, digits, _ or -");
    }
    ChannelIds.check(channelId);
  }

  /** Names the message and keeps its words. */
  @Override
  public String toString() {
    return "ChatMessage[" + id + ", " + channelId + ", " + authorId + "]";
  }
}
