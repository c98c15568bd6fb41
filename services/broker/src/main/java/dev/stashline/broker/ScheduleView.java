package dev.stashline.broker;

import dev.stashline.qstash.MessageIds;
import dev.stashline.runtime.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A schedule as the API shows it: what is not set is left out, what is redacted is hidden. */
final class ScheduleView {
  private ScheduleView() {}

  /**
   * Keys as documented, and {@code missedRuns}, {@code overlap}, {@code lateness} and the counts
   * beside them.
   *
   * @param states the last messages' ids and states as JSON text; null for none
   */
  static Map<String, Object> of(Schedule schedule, @Nullable String states) {
    var settings = schedule.settings();
    var json = new LinkedHashMap<String, Object>();
    json.put("scheduleId", schedule.id());
    json.put("cron", schedule.cron());
    json.put("destination", schedule.destination());
    json.put("createdAt", schedule.createdAt().toEpochMilli());
    json.put("method", settings.method().name());
    json.put("retries", settings.maxRetries());
    json.put("isPaused", schedule.paused());
    MessageView.putCommon(json, settings);
    MessageView.putText(json, "body", "bodyBase64", MessageView.body(settings, schedule.body()));
    if (settings.queueName() != null) {
      json.put("queueName", settings.queueName());
    }
    if (settings.delay() != null) {
      json.put("delay", settings.delay().toSeconds());
    }
    json.put("callerIP", schedule.callerIp() == null ? "" : schedule.callerIp());
    put(json, "nextScheduleTime", schedule.nextAt());
    put(json, "lastScheduleTime", schedule.lastAt());
    if (states != null) {
      json.put("lastScheduleStates", states(states));
    }
    if (schedule.error() != null) {
      json.put("error", schedule.error());
    }
    json.put("missedRuns", Schedule.word(schedule.missedRuns()));
    json.put("overlap", Schedule.word(schedule.overlap()));
    json.put("skipped", schedule.skipped());
    json.put("missed", schedule.missed());
    if (schedule.lateMillis() != null && schedule.latestMillis() != null) {
      json.put(
          "lateness",
          Map.of("lastMillis", schedule.lateMillis(), "maxMillis", schedule.latestMillis()));
    }
    return json;
  }

  private static void put(Map<String, Object> json, String key, @Nullable Instant time) {
    if (time != null) {
      json.put(key, time.toEpochMilli());
    }
  }

  private static Map<String, String> states(String states) {
    var shown = new LinkedHashMap<String, String>();
    for (var state : Json.tree(states).properties()) {
      shown.put(
          MessageIds.message(UUID.fromString(state.getKey())),
          switch (Message.State.of(state.getValue().asText())) {
            case ACTIVE -> "IN_PROGRESS";
            case DELIVERED -> "SUCCESS";
            case FAILED, CANCELLED -> "FAIL";
          });
    }
    return shown;
  }
}
