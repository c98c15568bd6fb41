package dev.stashline.standalone.crash;

import dev.stashline.runtime.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Schedules that are due each minute, each at a second of its own. Cron knows nothing finer than
 * minutes, and a short storm has no minute's beginning in it; a time zone that is some seconds off
 * moves that beginning, so that occurrences fall due at every second.
 */
final class Schedules {
  private static final int MINUTE = 60;
  private static final Duration LONGEST_CALL = Duration.ofSeconds(10);

  private final HttpClient http;
  private final String token;
  private volatile List<Made> made = List.of();

  Schedules(HttpClient http, String token) {
    this.http = http;
    this.token = token;
  }

  /** A schedule and its first occurrence; the others follow each a minute later. */
  record Made(String id, Instant first) {
    Instant occurrence(int index) {
      return first.plusSeconds((long) index * MINUTE);
    }

    /** How many occurrences are due until then. */
    int due(Instant until) {
      return until.isBefore(first)
          ? 0
          : 1 + (int) (Duration.between(first, until).toSeconds() / MINUTE);
    }
  }

  /** Makes so many; nobody may be killed meanwhile. */
  void make(BrokerNode at, int count, String destination) throws IOException, InterruptedException {
    for (int i = 0; i < count; i++) {
      send(
          request(at, "/v2/schedules/" + destination)
              .header("Upstash-Schedule-Id", "schedule-" + i)
              .header(
                  "Upstash-Cron",
                  String.format(Locale.ROOT, "CRON_TZ=+00:00:%02d * * * * *", i % MINUTE))
              .header("Stashline-Missed-Runs", "all")
              .header("Upstash-Retry-Delay", "250")
              .header("Upstash-Retries", "5")
              .POST(BodyPublishers.ofString("a schedule's")));
    }
    var all = new ArrayList<Made>();
    for (var schedule : Json.tree(send(request(at, "/v2/schedules").GET()))) {
      String id = schedule.path("scheduleId").asText();
      int second = Integer.parseInt(id.substring("schedule-".length())) % MINUTE;
      all.add(
          new Made(id, first(Instant.ofEpochMilli(schedule.path("createdAt").asLong()), second)));
    }
    made = List.copyOf(all);
  }

  /** After the time, the first whole minute of a zone that is so many seconds ahead. */
  private static Instant first(Instant after, int ahead) {
    long local = after.getEpochSecond() + ahead;
    return Instant.ofEpochSecond((local / MINUTE + 1) * MINUTE - ahead);
  }

  List<Made> made() {
    return made;
  }

  /** Whether a delivery of each occurrence until then has arrived. */
  boolean haveFired(Ledger ledger, Instant until) {
    return made.stream()
        .allMatch(schedule -> ledger.firings(schedule.id()).size() >= schedule.due(until));
  }

  /** Ends them all. */
  void delete(BrokerNode at) throws IOException, InterruptedException {
    for (var schedule : made) {
      send(request(at, "/v2/schedules/" + schedule.id()).DELETE());
    }
  }

  private HttpRequest.Builder request(BrokerNode at, String path) {
    return HttpRequest.newBuilder(URI.create(at.url() + path))
        .timeout(LONGEST_CALL)
        .header("Authorization", "Bearer " + token);
  }

  private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    var answer = http.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IllegalStateException("a schedule was refused: " + answer.body());
    }
    return answer.body();
  }
}
