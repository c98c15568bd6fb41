package dev.stashline.jobs;

import java.util.UUID;

/**
 * What became of an enqueue, after its commit.
 *
 * @param id the stored job: the new one, or the earlier one that holds the same unique key
 * @param duplicate whether an earlier job stood in for the new one, which was not stored
 */
public record Enqueued(UUID id, boolean duplicate) {}
