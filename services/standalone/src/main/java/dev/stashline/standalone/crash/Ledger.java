package dev.stashline.standalone.crash;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What was published and what arrived. Any thread may write. */
final class Ledger {
  /** What a receiver does with a message, and what is expected of its delivery. */
  enum Sort {
    PLAIN,
    DELAYED,
    FLAKY,
    SLOW,
    QUEUED
  }

  /**
   * A message whose publish was answered with 2xx.
   *
   * @param line the queue's number; -1 for none
   * @param position in that queue
   * @param messageId as the broker answered
   * @param calm whether it was published before the first kill
   */
  record Published(
      long number,
      Sort sort,
      int line,
      long position,
      String messageId,
      boolean calm,
      long answeredNanos) {}

  /** A delivery that the receiver answered with 2xx. */
  record Arrival(String messageId, int epoch, long order, long nanos) {}

  private final Map<Long, Published> published = new ConcurrentHashMap<>();
  private final Map<Long, List<Arrival>> arrivals = new ConcurrentHashMap<>();
  private final Map<String, Map<String, List<Arrival>>> firings = new ConcurrentHashMap<>();
  private final AtomicInteger forged = new AtomicInteger();
  private final AtomicInteger arrived = new AtomicInteger();
  private volatile long lastArrivalNanos = System.nanoTime();

  void published(Published message) {
    published.put(message.number(), message);
  }

  void arrived(long number, String messageId, int epoch) {
    add(arrivals.computeIfAbsent(number, absent -> new ArrayList<>(1)), messageId, epoch);
  }

  /** A delivery of what a schedule published. */
  void fired(String scheduleId, String messageId, int epoch) {
    add(
        firings
            .computeIfAbsent(scheduleId, absent -> new ConcurrentHashMap<>())
            .computeIfAbsent(messageId, absent -> new ArrayList<>(1)),
        messageId,
        epoch);
  }

  private void add(List<Arrival> all, String messageId, int epoch) {
    synchronized (all) {
      lastArrivalNanos = System.nanoTime();
      all.add(new Arrival(messageId, epoch, arrived.incrementAndGet(), lastArrivalNanos));
    }
  }

  /** A request whose signature did not fit. */
  void forged() {
    forged.incrementAndGet();
  }

  int forgedCount() {
    return forged.get();
  }

  Collection<Published> published() {
    return published.values();
  }

  List<Arrival> arrivals(long number) {
    return copy(arrivals.getOrDefault(number, List.of()));
  }

  /** The deliveries of a schedule by their messages' ids. */
  Map<String, List<Arrival>> firings(String scheduleId) {
    var copied = new HashMap<String, List<Arrival>>();
    firings.getOrDefault(scheduleId, Map.of()).forEach((id, all) -> copied.put(id, copy(all)));
    return copied;
  }

  private static List<Arrival> copy(List<Arrival> all) {
    synchronized (all) {
      return List.copyOf(all);
    }
  }

  int publishedCount() {
    return published.size();
  }

  /** Messages of which a delivery arrived, whether or not their publish has been answered. */
  int arrivedCount() {
    return arrivals.size();
  }

  boolean isComplete() {
    return published.keySet().stream().allMatch(arrivals::containsKey);
  }

  boolean isCalmComplete() {
    return published.values().stream()
        .filter(Published::calm)
        .allMatch(message -> arrivals.containsKey(message.number()));
  }

  long nanosSinceLastArrival() {
    return System.nanoTime() - lastArrivalNanos;
  }
}
