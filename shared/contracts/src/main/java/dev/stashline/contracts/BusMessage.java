package dev.stashline.contracts;

/**
 * Whatever crosses the event bus: hints that rows have changed, never the work itself. The bus
 * learns its addresses and records by walking this hierarchy, so none can be forgotten. Fields are
 * only added; unknown ones are ignored.
 *
 * <pre>
 *   address      record            from ▶ to
 *   jobs.nudge   JobsWaiting       whoever enqueued ▶ runners of that queue
 *   jobs.cancel  CancelRequested   ingress, broker  ▶ the runner that holds the job
 *   jobs.events  JobEvent          runners          ▶ ingress, observers
 * </pre>
 */
public sealed interface BusMessage permits JobsWaiting, CancelRequested, JobEvent {
  /** Where it is published. */
  String address();
}
