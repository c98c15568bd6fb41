package dev.stashline.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stashline.messages.schedule.Recurrence;
import dev.stashline.messages.schedule.Timing;
import dev.stashline.messages.schedule.TimingReader;
import dev.stashline.runtime.Json;
import dev.stashline.runtime.Problem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a coach sends about a message, whole or as a change of one that is there. The contract
 * has checked types and lengths; here it is about what belongs together.
 */
final class MessageForm {
  private static final Set<String> TIMING =
      Set.of("scheduleType", "startDate", "startTime", "endDate", "timezone", "frequencyConfig");

  private MessageForm() {}

  /**
   * @throws dev.stashline.runtime.ProblemException 400 with every fault
   */
  static MessageDraft create(JsonNode body, int usualLateMinutes) {
    var faults = new ArrayList<Problem.FieldError>();
    var recurrence = recurrence(body, faults);
    var audience = audience(body, Audience.ALL, faults);
    complete(faults);
    return new MessageDraft(
        body.path("title").asText(""),
        body.path("content").asText(),
        text(body, "templateId"),
        Objects.requireNonNull(recurrence),
        audience,
        body.path("lateMinutes").asInt(usualLateMinutes));
  }

  /**
   * Fields that are not sent stay as they are; the schedule keeps being the same object if none of
   * its fields is sent.
   *
   * @throws dev.stashline.runtime.ProblemException 400 with every fault
   */
  static MessageDraft edit(JsonNode body, MessageDraft before) {
    var faults = new ArrayList<Problem.FieldError>();
    boolean newTimes = TIMING.stream().anyMatch(body::has);
    var recurrence =
        newTimes
            ? recurrence(merged(body, before.recurrence().timing()), faults)
            : before.recurrence();
    var audience = audience(body, before.audience(), faults);
    complete(faults);
    return new MessageDraft(
        body.path("title").asText(before.title()),
        body.path("content").asText(before.content()),
        body.has("templateId") ? text(body, "templateId") : before.templateId(),
        Objects.requireNonNull(recurrence),
        audience,
        body.path("lateMinutes").asInt(before.lateMinutes()));
  }

  /** The schedule alone, for a preview. */
  static Recurrence preview(JsonNode body) {
    var faults = new ArrayList<Problem.FieldError>();
    var recurrence = recurrence(body, faults);
    complete(faults);
    return Objects.requireNonNull(recurrence);
  }

  /** The fields of a timing as they are sent. */
  static ObjectNode fields(Timing timing) {
    var json = Json.mapper().createObjectNode();
    json.put("scheduleType", timing.type().word());
    json.put("startDate", timing.startDate().toString());
    json.put("startTime", timing.startTime().toString());
    json.put("endDate", timing.endDate() == null ? null : timing.endDate().toString());
    json.put("timezone", timing.zone().getId());
    json.set("frequencyConfig", Json.tree(TimingReader.frequencyConfig(timing)));
    return json;
  }

  private static JsonNode merged(JsonNode body, Timing before) {
    var merged = fields(before);
    TIMING.stream().filter(body::has).forEach(name -> merged.set(name, body.get(name)));
    return merged;
  }

  private static @Nullable Recurrence recurrence(JsonNode body, List<Problem.FieldError> faults) {
    var read = TimingReader.read(body);
    faults.addAll(read.faults());
    return read.recurrence();
  }

  private static Audience audience(
      JsonNode body, Audience before, List<Problem.FieldError> faults) {
    if (!body.has("targetType") && !body.has("targetUserIds")) {
      return before;
    }
    var ids = new LinkedHashSet<String>();
    body.path("targetUserIds").forEach(id -> ids.add(id.asText()));
    boolean everybody =
        body.path("targetType").asText(ids.isEmpty() ? "all" : "specific").equals("all");
    if (everybody) {
      return Audience.ALL;
    }
    if (ids.isEmpty()) {
      faults.add(new Problem.FieldError("/targetUserIds", "must name at least one client"));
      return before;
    }
    return new Audience(List.copyOf(ids));
  }

  private static @Nullable String text(JsonNode body, String name) {
    var value = body.path(name);
    return value.isTextual() && !value.textValue().isBlank() ? value.textValue() : null;
  }

  private static void complete(List<Problem.FieldError> faults) {
    if (!faults.isEmpty()) {
      throw Problem.invalid(faults).exception();
    }
  }
}
