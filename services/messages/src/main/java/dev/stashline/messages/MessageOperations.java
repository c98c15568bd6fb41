package dev.stashline.messages;

import dev.stashline.jobs.NewJob;
import dev.stashline.messages.schedule.Occurrence;
import dev.stashline.runtime.Answers;
import dev.stashline.runtime.Cursor;
import dev.stashline.runtime.Operation;
import dev.stashline.runtime.Problem;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The operations on scheduled messages. A coach sees and changes only the own ones. */
final class MessageOperations {
  private static final int PREVIEWED = 5;

  private final MessageStore store;
  private final MessageActions actions;
  private final MessageHistory history;
  private final MessagesConfig config;
  private final boolean chatIsSetUp;
  private final InstantSource clock;

  MessageOperations(
      MessageStore store,
      MessageActions actions,
      MessageHistory history,
      MessagesConfig config,
      boolean chatIsSetUp,
      InstantSource clock) {
    this.store = store;
    this.actions = actions;
    this.history = history;
    this.config = config;
    this.chatIsSetUp = chatIsSetUp;
    this.clock = clock;
  }

  List<Operation> all() {
    return List.of(
        new Operation("previewMessage", this::preview),
        new Operation("messageStatistics", this::statistics),
        new Operation("createMessage", this::create),
        new Operation("listMessages", this::list),
        new Operation("getMessage", ctx -> act(ctx, actions::found)),
        new Operation("editMessage", this::edit),
        new Operation("pauseMessage", ctx -> act(ctx, actions::pause)),
        new Operation("resumeMessage", ctx -> act(ctx, actions::resume)),
        new Operation("cancelMessage", ctx -> act(ctx, actions::cancel)),
        new Operation("sendMessageNow", ctx -> act(ctx, actions::sendNow)),
        new Operation("retryMessage", this::retry),
        new Operation("messageOccurrences", this::occurrences),
        new Operation("messageDeliveries", this::deliveries),
        new Operation("messageTrail", this::trail));
  }

  private record Preview(List<Occurrence> occurrences, @Nullable String queueCron) {}

  private record Retried(boolean success, int deliveries) {}

  private void preview(RoutingContext ctx) {
    Coach.of(ctx);
    var body = Asked.body(ctx);
    var recurrence = MessageForm.preview(body);
    Answers.json(
        ctx,
        new Preview(
            recurrence.preview(clock.instant(), body.path("count").asInt(PREVIEWED)),
            recurrence.queueCron().orElse(null)));
  }

  private void statistics(RoutingContext ctx) {
    Answers.json(ctx, store.statistics(Coach.of(ctx)));
  }

  private void create(RoutingContext ctx) {
    if (!chatIsSetUp) {
      throw Problem.unavailable("No chat is set up: STREAM_API_KEY and STREAM_API_SECRET.")
          .exception();
    }
    var body = Asked.body(ctx);
    var coach = Coach.of(ctx, Asked.text(body, "coachId"));
    String id = Asked.text(body, "id");
    var draft = MessageForm.create(body, (int) config.late().toMinutes());
    Answers.json(
        ctx,
        201,
        actions
            .create(coach, id == null ? NewJob.newId().toString() : id, draft)
            .map(MessageView::of));
  }

  private void list(RoutingContext ctx) {
    int limit = Asked.limit(ctx);
    String status = Asked.query(ctx, "status");
    Answers.json(
        ctx,
        store
            .list(
                Coach.of(ctx),
                status == null ? null : MessageStatus.of(status),
                Asked.query(ctx, "scheduleType"),
                Asked.numberCursor(ctx),
                limit + 1)
            .map(
                found ->
                    Asked.page(
                        found,
                        limit,
                        MessageView::of,
                        message -> Long.toString(message.number()))));
  }

  private void edit(RoutingContext ctx) {
    var body = Asked.body(ctx);
    act(ctx, (coach, id) -> actions.edit(coach, id, before -> MessageForm.edit(body, before)));
  }

  private void retry(RoutingContext ctx) {
    Answers.json(
        ctx, actions.retry(Coach.of(ctx), id(ctx)).map(waiting -> new Retried(true, waiting)));
  }

  private void act(RoutingContext ctx, BiFunction<Coach, String, Future<ScheduledMessage>> action) {
    Answers.json(ctx, action.apply(Coach.of(ctx), id(ctx)).map(MessageView::of));
  }

  private void occurrences(RoutingContext ctx) {
    int limit = Asked.limit(ctx);
    Instant before = time(ctx);
    Answers.json(
        ctx,
        actions
            .found(Coach.of(ctx), id(ctx))
            .compose(message -> history.occurrences(message.id(), before, limit + 1))
            .map(found -> Asked.page(found, limit, o -> o, o -> o.dueAt().toString())));
  }

  private static @Nullable Instant time(RoutingContext ctx) {
    String cursor = Asked.query(ctx, "cursor");
    try {
      return cursor == null ? null : Instant.parse(cursor);
    } catch (DateTimeParseException e) {
      throw Problem.invalid("cursor", "is not one that a page gave").exception();
    }
  }

  private void deliveries(RoutingContext ctx) {
    int limit = Asked.limit(ctx);
    String cursor = Asked.query(ctx, "cursor");
    var after = cursor == null ? null : Cursor.parse(cursor);
    Answers.json(
        ctx,
        actions
            .found(Coach.of(ctx), id(ctx))
            .compose(
                message ->
                    history.deliveries(
                        message.id(),
                        Asked.query(ctx, "status"),
                        after == null ? null : after.at(),
                        after == null ? null : after.id(),
                        limit + 1))
            .map(
                found ->
                    Asked.page(
                        found, limit, d -> d, d -> new Cursor(d.createdAt(), d.id()).encode())));
  }

  private record Trail(List<MessageHistory.Trace> entries) {}

  private void trail(RoutingContext ctx) {
    Answers.json(
        ctx,
        actions
            .found(Coach.of(ctx), id(ctx))
            .compose(message -> history.trail(message.id()))
            .map(Trail::new));
  }

  private static String id(RoutingContext ctx) {
    return ctx.pathParam("messageId");
  }
}
