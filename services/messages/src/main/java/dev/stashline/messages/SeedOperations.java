package dev.stashline.messages;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.messages.schedule.Recurrence;
import dev.stashline.messages.schedule.TimingReader;
import dev.stashline.qstash.CurrentVerifier;
import dev.stashline.qstash.HeaderNames;
import dev.stashline.qstash.SignatureVerdict;
import dev.stashline.runtime.Answers;
import dev.stashline.runtime.Json;
import dev.stashline.runtime.Operation;
import dev.stashline.runtime.Problem;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The two endpoints by which messages have always been scheduled and processed.
 *
 * <pre>
 *   POST /api/qstash-schedule             gives a message that is there its time, or its cron expression
 *   POST /api/process-scheduled-messages  QStash, or a person, says: look whether this message is due
 * </pre>
 */
final class SeedOperations {
  private static final int MOST_AT_ONCE = 500;

  private final MessageStore store;
  private final MessageActions actions;
  private final Firing firing;
  private final QueueAnswer queueAnswer;
  private final MessagesConfig config;
  private final CurrentVerifier verifier;
  private final InstantSource clock;

  SeedOperations(
      MessageStore store,
      MessageActions actions,
      Firing firing,
      QueueAnswer queueAnswer,
      MessagesConfig config,
      CurrentVerifier verifier,
      InstantSource clock) {
    this.store = store;
    this.actions = actions;
    this.firing = firing;
    this.queueAnswer = queueAnswer;
    this.config = config;
    this.verifier = verifier;
    this.clock = clock;
  }

  List<Operation> all() {
    return List.of(
        new Operation("scheduleByQStash", this::schedule),
        new Operation("processScheduledMessages", this::process));
  }

  // -- schedule

  private record Scheduled(boolean success, @Nullable String qstashId, String message) {}

  private void schedule(RoutingContext ctx) {
    var body = Asked.body(ctx);
    var coach = Coach.of(ctx, Asked.text(body, "coachId"));
    String id = body.path("messageId").asText();
    var recurrence = recurrence(body);
    Answers.json(
        ctx,
        actions
            .schedule(coach, id, recurrence)
            .compose(queueAnswer::await)
            .map(
                told ->
                    new Scheduled(
                        true,
                        told.queue().revision() == told.revision() ? told.queue().id() : null,
                        "The message is scheduled.")));
  }

  private Recurrence recurrence(JsonNode body) {
    var fields = Json.mapper().createObjectNode();
    if (body.path("scheduleType").asText("once").equals("once")) {
      var at = instant(Asked.text(body, "scheduledTime"));
      fields.put("scheduleType", "once");
      fields.put("startDate", LocalDate.ofInstant(at, ZoneOffset.UTC).toString());
      fields.put("startTime", LocalTime.ofInstant(at, ZoneOffset.UTC).toString());
      return read(fields, "/scheduledTime");
    }
    String cron = Asked.text(body, "cronExpression");
    if (cron == null) {
      throw Problem.invalid("/cronExpression", "is required unless scheduleType is once")
          .exception();
    }
    fields.put("scheduleType", "cron");
    fields.put("startDate", LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString());
    String expression = cron.strip();
    if (expression.startsWith("CRON_TZ=") && expression.indexOf(' ') > 0) {
      int end = expression.indexOf(' ');
      fields.put("timezone", expression.substring("CRON_TZ=".length(), end));
      expression = expression.substring(end + 1).strip();
    }
    fields.putObject("frequencyConfig").put("cron", expression);
    return read(fields, "/cronExpression");
  }

  private static Recurrence read(JsonNode fields, String pointer) {
    var read = TimingReader.read(fields);
    if (read.recurrence() == null) {
      throw Problem.invalid(pointer, read.faults().getFirst().reason()).exception();
    }
    return read.recurrence();
  }

  /** A time that has passed means now. */
  private Instant instant(@Nullable String text) {
    if (text == null) {
      throw Problem.invalid("/scheduledTime", "is required for a message that comes once")
          .exception();
    }
    try {
      var at = OffsetDateTime.parse(text).toInstant();
      var now = clock.instant();
      return at.isBefore(now) ? now : at;
    } catch (DateTimeParseException e) {
      throw Problem.invalid("/scheduledTime", "must be an instant such as 2026-12-01T10:00:00Z")
          .exception();
    }
  }

  // -- process

  private record Processed(String message, int processed, int total, List<String> errors) {}

  private void process(RoutingContext ctx) {
    boolean signed = verified(ctx);
    var body = Asked.body(ctx);
    String id = Asked.text(body, "messageId");
    if (id == null) {
      Answers.json(ctx, everythingDue());
      return;
    }
    String coach = Asked.text(body, "coachId");
    Answers.json(
        ctx,
        store
            .find(id)
            .compose(
                found -> {
                  var message =
                      found.filter(m -> coach == null || m.coach().equals(coach)).orElse(null);
                  if (message == null || message.status() != MessageStatus.ACTIVE) {
                    return Future.succeededFuture(notActive(signed));
                  }
                  return firing
                      .fire(id, signed ? FiredBy.QUEUE : FiredBy.PERSON)
                      .map(SeedOperations::processed);
                }));
  }

  /**
   * To QStash this is no failure: it would try again, and keep a dead letter, for a pause or a
   * change.
   */
  private static Processed notActive(boolean signed) {
    if (!signed) {
      throw Problem.notFound("There is no active message of this id and coach.").exception();
    }
    return new Processed("The message is not active any more.", 0, 0, List.of());
  }

  private static Processed processed(boolean fired) {
    return fired
        ? new Processed("The message is being sent.", 1, 1, List.of())
        : new Processed("The message is scheduled for the future.", 0, 1, List.of());
  }

  private Future<Processed> everythingDue() {
    return store
        .due(clock.instant(), MOST_AT_ONCE)
        .compose(
            ids ->
                Future.all(ids.stream().map(id -> firing.fire(id, FiredBy.PERSON)).toList())
                    .map(
                        all -> {
                          int fired =
                              (int) all.<Boolean>list().stream().filter(done -> done).count();
                          return new Processed(
                              fired + " messages are being sent.", fired, ids.size(), List.of());
                        }));
  }

  /**
   * Whether the request bears a genuine signature of QStash. None is no fault, the key has been
   * shown; a wrong one is.
   */
  private boolean verified(RoutingContext ctx) {
    String signature = ctx.request().getHeader(HeaderNames.SIGNATURE);
    if (signature == null) {
      return false;
    }
    var known =
        verifier
            .get()
            .orElseThrow(() -> Problem.unavailable("No signing keys are configured.").exception());
    byte[] raw = ctx.body().buffer() == null ? new byte[0] : ctx.body().buffer().getBytes();
    String url = config.publicBase() + QueueSide.PATH;
    var verdict = known.verify(signature, url, raw);
    return switch (verdict) {
      case SignatureVerdict.Genuine genuine -> true;
      case SignatureVerdict.Rejected rejected ->
          throw Problem.unauthorized(rejected.detail()).exception();
    };
  }
}
