package dev.stashline.providers.chat;

/**
 * A message that is in the chat.
 *
 * @param messageId the service's own name for it
 * @param alreadyThere whether an earlier attempt had brought it there
 */
public record Sent(String messageId, boolean alreadyThere) {}
