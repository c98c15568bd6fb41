package dev.stashline.messages;

import dev.stashline.jobs.NewJob;
import dev.stashline.runtime.Answers;
import dev.stashline.runtime.Operation;
import dev.stashline.runtime.Problem;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The operations on a coach's templates. */
final class TemplateOperations {
  private final TemplateStore store;
  private final @Nullable TemplateDrafts drafts;

  /**
   * @param drafts null while no model is set up
   */
  TemplateOperations(TemplateStore store, @Nullable TemplateDrafts drafts) {
    this.store = store;
    this.drafts = drafts;
  }

  List<Operation> all() {
    return List.of(
        new Operation("listTemplates", this::list),
        new Operation("createTemplate", this::create),
        new Operation("getTemplate", this::get),
        new Operation("editTemplate", this::edit),
        new Operation("deleteTemplate", this::delete),
        new Operation("draftTemplate", this::draft));
  }

  private record Done(boolean success) {}

  private void list(RoutingContext ctx) {
    int limit = Asked.limit(ctx);
    Answers.json(
        ctx,
        store
            .list(Coach.of(ctx), Asked.query(ctx, "category"), Asked.numberCursor(ctx), limit + 1)
            .map(
                found ->
                    Asked.page(found, limit, Function.identity(), t -> Long.toString(t.number()))));
  }

  private void create(RoutingContext ctx) {
    var body = Asked.body(ctx);
    Answers.json(
        ctx,
        201,
        store.insert(
            Coach.of(ctx, Asked.text(body, "coachId")),
            NewJob.newId().toString(),
            body.path("title").asText(),
            body.path("content").asText(),
            body.path("category").asText("general")));
  }

  private void get(RoutingContext ctx) {
    Answers.json(ctx, store.find(Coach.of(ctx), id(ctx)).map(TemplateOperations::there));
  }

  private void edit(RoutingContext ctx) {
    var body = Asked.body(ctx);
    Answers.json(
        ctx,
        store
            .update(
                Coach.of(ctx),
                id(ctx),
                Asked.text(body, "title"),
                Asked.text(body, "content"),
                Asked.text(body, "category"),
                body.path("isActive").isBoolean() ? body.path("isActive").booleanValue() : null)
            .map(TemplateOperations::there));
  }

  private void delete(RoutingContext ctx) {
    Answers.json(
        ctx,
        store
            .delete(Coach.of(ctx), id(ctx))
            .map(
                done -> {
                  if (!done) {
                    throw missing();
                  }
                  return new Done(true);
                }));
  }

  private void draft(RoutingContext ctx) {
    Coach.of(ctx);
    var writer = drafts;
    if (writer == null) {
      throw Problem.unavailable("No model is set up to write with.").exception();
    }
    Answers.json(ctx, writer.draft(Asked.body(ctx)));
  }

  private static String id(RoutingContext ctx) {
    return ctx.pathParam("templateId");
  }

  private static TemplateStore.Template there(Optional<TemplateStore.Template> found) {
    return found.orElseThrow(TemplateOperations::missing);
  }

  private static RuntimeException missing() {
    return Problem.notFound("There is no such template.").exception();
  }
}
