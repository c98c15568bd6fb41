package dev.stashline.ingress;

import dev.stashline.jobs.Waiting;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why a job is not running, for people.
 *
 * @param reason one of the contract's words
 * @param until null where only an event can tell
 */
record WaitingView(String reason, String detail, @Nullable Instant until) {
  static WaitingView of(Waiting waiting) {
    return switch (waiting) {
      case Waiting.RunTime w -> new WaitingView("run-time", "It is to run later.", w.until());
      case Waiting.BackingOff w ->
          new WaitingView(
              "backing-off",
              "Attempt %d of %d failed; the next one follows."
                  .formatted(w.attempt(), w.maxAttempts()),
              w.until());
      case Waiting.LaneFull w ->
          new WaitingView(
              "lane-full",
              "All %d places of its lane are taken, by %s.".formatted(w.maxRunning(), w.holders()),
              w.until());
      case Waiting.LaneRate w ->
          new WaitingView(
              "lane-rate",
              "Its lane has had its %d starts of this period.".formatted(w.maxStarts()),
              w.until());
      case Waiting.LaneOrder w ->
          new WaitingView(
              "lane-order", "In its lane, job %s comes first.".formatted(w.before()), w.until());
      case Waiting.LanePaused w -> new WaitingView("lane-paused", "Its lane is paused.", null);
      case Waiting.QueuePaused w ->
          new WaitingView("queue-paused", "Its queue is paused since " + w.since() + ".", null);
      case Waiting.NoWorker w ->
          new WaitingView("no-worker", "No process works on queue " + w.queue() + ".", null);
      case Waiting.InLine w ->
          new WaitingView("in-line", "It may start; %d come first.".formatted(w.ahead()), null);
      case Waiting.Running w ->
          new WaitingView("running", "Node " + w.node() + " works on it.", w.until());
      case Waiting.Finished w ->
          new WaitingView("finished", "It is " + w.state().word() + ".", null);
    };
  }
}
