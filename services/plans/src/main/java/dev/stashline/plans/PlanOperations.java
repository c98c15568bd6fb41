package dev.stashline.plans;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.jobs.JobQueue;
import dev.stashline.plans.planner.OnboardingForm;
import dev.stashline.runtime.Answers;
import dev.stashline.runtime.Caller;
import dev.stashline.runtime.Cursor;
import dev.stashline.runtime.Json;
import dev.stashline.runtime.Operation;
import dev.stashline.runtime.Problem;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The plans' operations of the REST contract. */
public final class PlanOperations {
  private final PlanStore store;
  private final PlanRequests requests;
  private final JobQueue queue;
  private final List<String> steps;
  private final PlanLink link;
  private final PlanViewer viewer;
  private final PlanEvents events;
  private final InstantSource clock;
  private final RandomGenerator chance;

  public PlanOperations(
      PlanStore store,
      PlanRequests requests,
      JobQueue queue,
      PlansConfig config,
      PlanEvents events,
      InstantSource clock,
      RandomGenerator chance) {
    this.store = store;
    this.requests = requests;
    this.queue = queue;
    this.steps = PlanJobs.generate(config).steps();
    this.link = new PlanLink(config);
    this.viewer = new PlanViewer(store, link, clock);
    this.events = events;
    this.clock = clock;
    this.chance = chance;
  }

  public List<Operation> all() {
    return List.of(
        new Operation("submitOnboarding", this::submitOnboarding),
        new Operation("readOnboarding", this::readOnboarding),
        new Operation("generatePlanAsync", this::generatePlanAsync),
        new Operation("planStatus", this::planStatus),
        new Operation("getPlan", this::getPlan),
        new Operation("planEvents", this::planEvents),
        new Operation("listPlans", this::listPlans));
  }

  // -- the form
  // ----------------------------------------------------------------------------------------------------------

  private record Stored(boolean success, String message, Data data) {
    record Data(String email, String uniqueCode, Instant timestamp) {}
  }

  private void submitOnboarding(RoutingContext ctx) {
    var caller = Caller.of(ctx);
    String json = ctx.body().asString();
    var form = OnboardingForm.parse(json);
    var faults = form.check();
    if (!faults.isEmpty()) {
      throw Problem.invalid(
              faults.stream()
                  .map(f -> new Problem.FieldError("/" + f.field(), f.reason()))
                  .toList())
          .exception();
    }
    String email = String.valueOf(form.email()).strip().toLowerCase(Locale.ROOT);
    Answers.json(
        ctx,
        store
            .submit(
                caller.tenant(),
                caller.subject(),
                email,
                UUID.randomUUID(),
                UniqueCode.draw(chance),
                json)
            .map(
                code ->
                    new Stored(
                        true,
                        "Your answers are stored.",
                        new Stored.Data(
                            email,
                            code.orElseThrow(
                                () ->
                                    Problem.conflict("This address belongs to another account.")
                                        .exception()),
                            clock.instant()))));
  }

  private record Form(boolean success, JsonNode data, String uniqueCode, String source) {}

  private void readOnboarding(RoutingContext ctx) {
    Answers.json(
        ctx,
        viewer
            .find(ctx)
            .map(
                person ->
                    new Form(true, Json.tree(person.formJson()), person.uniqueCode(), "database")));
  }

  // -- the plan
  // ----------------------------------------------------------------------------------------------------------

  private record Queued(
      boolean success, String status, String message, UUID jobId, String messageId, URI planUrl) {}

  private void generatePlanAsync(RoutingContext ctx) {
    var caller = Caller.of(ctx);
    var body = ctx.body().asJsonObject();
    var wish =
        new PlanRequests.Wish(
            caller.tenant(),
            body.getString("email").strip().toLowerCase(Locale.ROOT),
            body.getString("uniqueCode"),
            body.getString("fullName"),
            caller.has(Caller.ADMIN) ? null : caller.subject());
    Answers.json(
        ctx,
        202,
        requests
            .submit(wish)
            .map(
                found -> {
                  var queued =
                      found.orElseThrow(
                          () ->
                              Problem.notFound(
                                      "Nobody has submitted a form with this address and code.")
                                  .exception());
                  return new Queued(
                      true,
                      queued.status().word(),
                      "Your plan is being made. A mail tells you when it is ready.",
                      queued.job(),
                      queued.message(),
                      link.to(queued.person(), clock.instant()));
                }));
  }

  private void planStatus(RoutingContext ctx) {
    Answers.json(ctx, viewer.find(ctx).compose(person -> PlanProgress.of(person, queue, steps)));
  }

  @JsonInclude(JsonInclude.Include.ALWAYS)
  private record Plan(
      boolean success,
      @Nullable JsonNode plan,
      @Nullable JsonNode bloodAnalysis,
      @Nullable JsonNode mealPlan,
      @Nullable JsonNode micronutrients,
      @Nullable JsonNode lifestyleIntegration,
      String status,
      @Nullable String error,
      String email) {
    static Plan of(Person person) {
      return new Plan(
          true,
          part(person, Part.MAIN),
          null,
          part(person, Part.MEALS),
          part(person, Part.MICRONUTRIENTS),
          part(person, Part.LIFESTYLE),
          person.status() == null ? "none" : person.status().word(),
          person.error(),
          person.email());
    }

    private static @Nullable JsonNode part(Person person, Part part) {
      var json = person.parts().get(part);
      return json == null ? null : Json.tree(json);
    }
  }

  private void getPlan(RoutingContext ctx) {
    Answers.json(ctx, viewer.find(ctx).map(Plan::of));
  }

  private void planEvents(RoutingContext ctx) {
    viewer.find(ctx).onSuccess(person -> events.follow(ctx, person)).onFailure(ctx::fail);
  }

  // -- monitoring
  // --------------------------------------------------------------------------------------------------------

  private record Page(List<PlanStore.Line> plans, @Nullable String next) {}

  private void listPlans(RoutingContext ctx) {
    var caller = Caller.of(ctx);
    var status = first(ctx, "status");
    var after =
        first(ctx, "cursor") == null ? null : Cursor.parse(String.valueOf(first(ctx, "cursor")));
    var limit = first(ctx, "limit");
    int atMost = limit == null ? 50 : Integer.parseInt(limit);
    Answers.json(
        ctx,
        store
            .list(
                caller.tenant(),
                status == null ? null : PlanStatus.valueOf(status.toUpperCase(Locale.ROOT)),
                after == null ? null : after.at(),
                after == null ? null : after.id(),
                atMost + 1)
            .map(
                lines -> {
                  boolean more = lines.size() > atMost;
                  var page = more ? lines.subList(0, atMost) : lines;
                  return new Page(
                      page,
                      more
                          ? new Cursor(page.getLast().updatedAt(), page.getLast().id()).encode()
                          : null);
                }));
  }

  private static @Nullable String first(RoutingContext ctx, String name) {
    var values = ctx.queryParam(name);
    return values.isEmpty() ? null : values.getFirst();
  }
}
