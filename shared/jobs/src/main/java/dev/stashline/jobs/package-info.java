/**
 * The engine: <em>claim, perform, judge, settle, tell</em>.
 *
 * <pre>
 *   JobQueue ──enqueue──▶ JobStore ──claim──▶ Runner ──▶ Handler.perform ──Outcome──▶ Verdict.judge ──▶ settle ──▶ tell
 *      ▲                  (rows are truth)      ▲                                                        │
 *      └── rows of other owners, in one         └────────── nudge: a hint, never the work ◀──────────────┘
 *          transaction with the job (outbox)
 * </pre>
 *
 * <p>Read in this order: {@link dev.stashline.jobs.JobState}, {@link dev.stashline.jobs.Kind},
 * {@link dev.stashline.jobs.NewJob}, {@link dev.stashline.jobs.Job}, {@link
 * dev.stashline.jobs.Outcome}, {@link dev.stashline.jobs.Verdict}, {@link
 * dev.stashline.jobs.JobStore}, {@link dev.stashline.jobs.JobQueue}, {@link
 * dev.stashline.jobs.Runner}, {@link dev.stashline.jobs.Attempts}, {@link
 * dev.stashline.jobs.Housekeeping}.
 *
 * <p>Decisions: one table, no history table, because a settled row that stays where it is costs one
 * update where a move costs a delete and an insert; retention deletes in small batches. Leases are
 * kept by real time even where the engine's clock is moved, because a lease says that a process
 * lives. Ids are version 7 UUIDs made by the caller, so that a group commit can tell its rows apart
 * and jobs of one instant keep their order.
 *
 * <p>What costs, measured in CPU time of Postgres: a claim or a settle takes some 10 µs a row, and
 * about a millisecond a statement with its commit. So commits gather company for a millisecond, and
 * claims as long as settles are about to free slots, where more is known to come. The check
 * constraints, the triggers and the lanes' indexes were each left out in turn, and the constraints
 * put into one: no difference above the noise. Half-filled pages saved a fifth of a claim, for up
 * to twice the space: not done.
 */
@NullMarked
package dev.stashline.jobs;

import org.jspecify.annotations.NullMarked;
