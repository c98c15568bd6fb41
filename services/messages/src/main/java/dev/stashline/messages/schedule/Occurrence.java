package dev.stashline.messages.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * One coming occurrence, as people want to see it.
 *
 * @param local what the wall clock shows in the schedule's zone
 * @param offset from UTC at that moment, such as {@code +01:00}
 * @param clockChange set if the clocks change on that day
 */
public record Occurrence(
    Instant at, LocalDateTime local, String offset, @Nullable ClockChange clockChange) {}
