package dev.stashline.standalone.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What was started, told and ended of workflow runs. Any thread may write. */
final class RunBook {
  /**
   * A run whose start was answered with 2xx.
   *
   * @param calm whether it was started before the first kill
   * @param told the steps that its endpoint told of, as often as it did
   */
  record Started(String runId, boolean calm, List<Integer> told) {}

  private final Map<String, Boolean> calm = new ConcurrentHashMap<>();
  private final Map<String, List<Integer>> told = new ConcurrentHashMap<>();
  private final Map<String, CountDownLatch> ends = new ConcurrentHashMap<>();

  void started(String runId, boolean inCalm) {
    calm.put(runId, inCalm);
  }

  /** The broker has answered with 2xx that it knows of the step. */
  void told(String runId, int step) {
    var all = told.computeIfAbsent(runId, absent -> new ArrayList<>());
    synchronized (all) {
      all.add(step);
    }
  }

  /** The broker has answered with 2xx that it knows of the end. */
  void ended(String runId) {
    end(runId).countDown();
  }

  private CountDownLatch end(String runId) {
    return ends.computeIfAbsent(runId, absent -> new CountDownLatch(1));
  }

  /** Waits for a run's end; false if the time is over before. */
  boolean awaitEnd(String runId, long millis) throws InterruptedException {
    return end(runId).await(millis, TimeUnit.MILLISECONDS);
  }

  List<Started> started() {
    return calm.entrySet().stream()
        .map(run -> new Started(run.getKey(), run.getValue(), copy(run.getKey())))
        .toList();
  }

  private List<Integer> copy(String runId) {
    var all = told.getOrDefault(runId, List.of());
    synchronized (all) {
      return List.copyOf(all);
    }
  }

  boolean isComplete() {
    return calm.keySet().stream().allMatch(this::hasEnded);
  }

  boolean isCalmComplete() {
    return calm.entrySet().stream().allMatch(run -> !run.getValue() || hasEnded(run.getKey()));
  }

  private boolean hasEnded(String runId) {
    return end(runId).getCount() == 0;
  }
}
