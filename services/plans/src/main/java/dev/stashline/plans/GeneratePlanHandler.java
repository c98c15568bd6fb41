package dev.stashline.plans;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.contracts.GeneratePlan;
import dev.stashline.jobs.Failure;
import dev.stashline.jobs.Handler;
import dev.stashline.jobs.Job;
import dev.stashline.jobs.JobFailed;
import dev.stashline.jobs.Outcome;
import dev.stashline.runtime.Audit;
import dev.stashline.runtime.Json;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/**
 * Makes one plan, from the answers to the mail.
 *
 * <pre>
 *   processing ─▶ main-plan ─┬─▶ meal-plan ──────┐
 *                            ├─▶ micronutrients ─┼─▶ mail ─▶ completed
 *                            └─▶ lifestyle ──────┘
 * </pre>
 *
 * <p>Each part is stored in the transaction that stores its step, so a later attempt pays for
 * nothing twice. A newer request of the same person takes over: the older one writes no more.
 */
final class GeneratePlanHandler implements Handler<GeneratePlan> {
  private final PlanStore store;
  private final PlanMakers makers;
  private final PlanMail mail;
  private final InstantSource clock;

  GeneratePlanHandler(PlanStore store, PlanMakers makers, PlanMail mail, InstantSource clock) {
    this.clock = clock;
    this.store = store;
    this.makers = makers;
    this.mail = mail;
  }

  @Override
  public Outcome perform(Job<GeneratePlan> job) throws Exception {
    Person person = person(job);
    UUID request = request(job, person);
    if (!request.equals(person.request())) {
      return new Outcome.Cancelled("a newer request took its place");
    }
    job.whileHeld(
        tx ->
            unlessReplaced(store.processing(tx, person.id(), request))
                .compose(
                    v -> audit(tx, person, request, PlanStatus.QUEUED, PlanStatus.PROCESSING)));
    var maker = makers.forPerson(person, request);
    var meals = new CompletableFuture<JsonNode>();
    part(job, person, request, Part.MAIN, () -> maker.make(Part.MAIN, meals));
    job.together(
        List.<Callable<?>>of(
            () -> mealPlan(job, person, request, maker, meals),
            () ->
                part(
                    job,
                    person,
                    request,
                    Part.MICRONUTRIENTS,
                    () -> maker.make(Part.MICRONUTRIENTS, meals)),
            () ->
                part(
                    job,
                    person,
                    request,
                    Part.LIFESTYLE,
                    () -> maker.make(Part.LIFESTYLE, meals))));
    job.step(
        PlanJobs.MAIL_STEP, PlanMail.Sent.class, () -> mail.send(person, request, job.createdAt()));
    job.whileHeld(
        tx ->
            unlessReplaced(store.complete(tx, person.id(), request))
                .compose(
                    v -> audit(tx, person, request, PlanStatus.PROCESSING, PlanStatus.COMPLETED)));
    return Outcome.completed();
  }

  private Person person(Job<GeneratePlan> job) throws InterruptedException {
    var args = job.args();
    return job.await(
            store.findByEmail(PlanStore.tenant(args), args.email().toLowerCase(Locale.ROOT)))
        .filter(found -> found.uniqueCode().equals(args.uniqueCode()))
        .orElseThrow(
            () ->
                new JobFailed(
                    new Failure.Never("nobody has submitted a form with this address and code")));
  }

  private static UUID request(Job<GeneratePlan> job, Person person) {
    UUID named = job.args().request() == null ? person.request() : job.args().request();
    if (named == null) {
      throw new JobFailed(new Failure.Never("this person has not asked for a plan"));
    }
    return named;
  }

  /**
   * The meal plan is handed to those that count from it, whether it is fresh, stored, or has
   * failed.
   */
  private JsonNode mealPlan(
      Job<GeneratePlan> job,
      Person person,
      UUID request,
      PlanMaker maker,
      CompletableFuture<JsonNode> meals)
      throws Exception {
    try {
      var part = part(job, person, request, Part.MEALS, () -> maker.make(Part.MEALS, meals));
      meals.complete(part);
      return part;
    } catch (Exception e) {
      meals.completeExceptionally(e);
      throw e;
    }
  }

  private JsonNode part(
      Job<GeneratePlan> job, Person person, UUID request, Part part, Callable<JsonNode> make)
      throws Exception {
    String kept = person.parts().get(part);
    return job.step(
        part.step(),
        JsonNode.class,
        () -> kept == null ? make.call() : Json.tree(kept),
        json ->
            tx -> unlessReplaced(store.writePart(tx, person.id(), request, part, json.toString())));
  }

  private static Future<Void> unlessReplaced(Future<Boolean> written) {
    return written.compose(
        inForce ->
            inForce
                ? Future.succeededFuture()
                : Future.failedFuture(
                    new JobFailed(new Failure.Never("a newer request took its place"))));
  }

  private Future<Void> audit(
      SqlClient tx, Person person, UUID request, PlanStatus before, PlanStatus after) {
    return Audit.write(
        tx, PlanAudit.change(clock.instant(), person.id(), request, before.word(), after.word()));
  }
}
