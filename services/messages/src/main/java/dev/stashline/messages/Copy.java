package dev.stashline.messages;

import org.jspecify.annotations.Nullable;

/**
 * One client's copy that waits to be sent.
 *
 * @param streamId its id at the chat provider
 * @param capTaken whether it has a place in the client's day already
 * @param client what is known of the client; null if it is not the coach's any more
 * @param channel the channel it goes to; null if none is recorded
 * @param ready whether the provider is known to have the channel
 */
record Copy(
    String user,
    String streamId,
    boolean capTaken,
    @Nullable Client client,
    @Nullable String channel,
    boolean ready) {}
