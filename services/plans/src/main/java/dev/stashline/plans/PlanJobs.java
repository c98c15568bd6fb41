package dev.stashline.plans;

import dev.stashline.contracts.GeneratePlan;
import dev.stashline.jobs.BackOff;
import dev.stashline.jobs.Kind;
import dev.stashline.jobs.NewJob;
import dev.stashline.jobs.SettleHook;
import dev.stashline.jobs.Verdict;
import dev.stashline.jobs.Work;
import dev.stashline.runtime.Audit;
import dev.stashline.runtime.Json;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The jobs of this service.
 *
 * <pre>
 *   kind            queue   what
 *   plans.generate  plans   answers ─▶ four parts ─▶ mail
 * </pre>
 */
public final class PlanJobs {
  /** The step after the parts. */
  static final String MAIL_STEP = "mail";

  private PlanJobs() {}

  /**
   * One job a request, for good: the same message delivered twice makes one plan. A message may
   * leave the request to us.
   */
  public static Kind<GeneratePlan> generate(PlansConfig config) {
    return Kind.of(GeneratePlan.KIND, GeneratePlan.QUEUE, GeneratePlan.class)
        .uniqueForGood(args -> args.request() == null ? null : args.request().toString())
        .timeout(Duration.ofMinutes(10))
        .attempts(
            config.attempts(), new BackOff(Duration.ofSeconds(2), Duration.ofMinutes(10), 0.25))
        .keep(Duration.ofDays(30), Duration.ofDays(90))
        .steps(
            Stream.concat(Stream.of(Part.values()).map(Part::step), Stream.of(MAIL_STEP))
                .toArray(String[]::new))
        .announcedOnTheBus();
  }

  /**
   * The job that a message asks for. It bears the request's id, by which the row and the progress
   * name it.
   */
  static NewJob job(Kind<GeneratePlan> kind, GeneratePlan plan) {
    var job = kind.job(plan);
    return plan.request() == null ? job : job.id(plan.request());
  }

  public static List<Work<?>> catalogue(
      PlansConfig config, PlanStore store, PlanMakers makers, PlanMail mail, InstantSource clock) {
    return List.of(
        Work.of(generate(config), new GeneratePlanHandler(store, makers, mail, clock))
            .onSettled(whenGivenUp(store, clock)));
  }

  /**
   * A plan that gets no further attempt is failed or partial in the very transaction that makes its
   * job a dead letter.
   */
  private static SettleHook whenGivenUp(PlanStore store, InstantSource clock) {
    return (tx, jobs) -> {
      var hopeless = new ArrayList<PlanStore.Hopeless>();
      for (SettleHook.Settled settled : jobs) {
        var plan = Json.read(settled.job().argsJson(), GeneratePlan.class);
        switch (settled.verdict()) {
          case Verdict.Discard v ->
              hopeless.add(
                  new PlanStore.Hopeless(
                      plan, settled.result() instanceof ForPerson told ? told.text() : v.reason()));
          case Verdict.Cancel v -> hopeless.add(new PlanStore.Hopeless(plan, v.reason()));
          default -> {}
        }
      }
      return store
          .giveUp(tx.sql(), hopeless)
          .compose(
              ended ->
                  Audit.write(
                      tx.sql(),
                      ended.stream()
                          .map(
                              e ->
                                  PlanAudit.change(
                                      clock.instant(),
                                      e.person(),
                                      e.request(),
                                      e.before(),
                                      e.after()))
                          .toList()));
    };
  }
}
