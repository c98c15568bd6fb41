package dev.stashline.providers.chat;

import java.util.List;

/**
 * A place where people write to each other.
 *
 * @param id see {@link ChannelIds}
 * @param creatorId who is named as its creator
 * @param memberIds all who read and write there, the creator included; at most 100
 */
public record Channel(String id, String creatorId, List<String> memberIds) {

  public Channel {
    ChannelIds.check(id);
    memberIds = List.copyOf(memberIds);
  }
}
