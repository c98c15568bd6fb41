package dev.stashline.plans;

import dev.stashline.contracts.GeneratePlan;
import dev.stashline.jobs.JobQueue;
import dev.stashline.jobs.Kind;
import dev.stashline.jobs.NewJob;
import dev.stashline.jobs.Work;
import dev.stashline.providers.ai.AiConfig;
import dev.stashline.providers.ai.OpenAiModel;
import dev.stashline.providers.mail.SmtpConfig;
import dev.stashline.providers.mail.SmtpMailer;
import dev.stashline.runtime.Bus;
import dev.stashline.runtime.Migrations;
import dev.stashline.runtime.Operation;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The plans service as the assembly sees it: jobs for the workers, operations and pages for the
 * doors.
 */
public final class Plans {
  public static final Migrations.Owner MIGRATIONS = new Migrations.Owner("public", "db/plans");

  private final Vertx vertx;
  private final Bus bus;
  private final PlansConfig config;
  private final PlanStore store;
  private final PlanMakers makers;
  private final PlanMail mail;
  private final Kind<GeneratePlan> kind;
  private final Templates templates;
  private final InstantSource clock;
  private final RandomGenerator chance;

  private Plans(
      Vertx vertx,
      Bus bus,
      PlansConfig config,
      PlanStore store,
      PlanMakers makers,
      PlanMail mail,
      Templates templates,
      InstantSource clock,
      RandomGenerator chance) {
    this.vertx = vertx;
    this.bus = bus;
    this.config = config;
    this.store = store;
    this.makers = makers;
    this.mail = mail;
    this.kind = PlanJobs.generate(config);
    this.templates = templates;
    this.clock = clock;
    this.chance = chance;
  }

  /**
   * @param chance cryptographic: people's codes are drawn from it
   */
  public static Plans of(
      Vertx vertx,
      Pool pool,
      Bus bus,
      PlansConfig config,
      SmtpConfig smtp,
      AiConfig ai,
      InstantSource clock,
      RandomGenerator chance) {
    var templates = new Templates();
    return new Plans(
        vertx,
        bus,
        config,
        new PlanStore(pool, clock),
        ai.isSetUp()
            ? ModelPlanMaker.makers(new OpenAiModel(vertx, clock, ai))
            : (person, request) -> new ComputedPlanMaker(person),
        new PlanMail(smtp.isSetUp() ? new SmtpMailer(vertx, smtp) : null, templates, config),
        templates,
        clock,
        chance);
  }

  public List<Work<?>> catalogue() {
    return PlanJobs.catalogue(config, store, makers, mail, clock);
  }

  /** Makes the job that a message from QStash asks for. */
  public Function<GeneratePlan, NewJob> generate() {
    return plan -> PlanJobs.job(kind, plan);
  }

  /** The operations of the REST contract that are ours. */
  public List<Operation> operations(JobQueue queue) {
    return new PlanOperations(
            store,
            new PlanRequests(store, queue, config, clock),
            queue,
            config,
            new PlanEvents(vertx, bus, store, queue, config),
            clock,
            chance)
        .all();
  }

  /** The pages under {@code /sage}. */
  public Router pages() {
    return new PlanPages(vertx, store, new PlanLink(config), templates, clock).router();
  }
}
