package dev.stashline.messages;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A client of a coach.
 *
 * @param name as the chat shows it; null leaves there what is there
 * @param quiet when nothing is to be sent; null for never
 * @param dailyCap how many messages a day of the client's own calendar has room for; null for any
 */
record Client(
    String id,
    @Nullable String name,
    ZoneId zone,
    @Nullable QuietHours quiet,
    @Nullable Integer dailyCap) {}
