package dev.stashline.plans;

import dev.stashline.jobs.JobQueue;
import dev.stashline.jobs.JobView.StepView;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How far a person's plan is, as the status endpoint and its event stream say it.
 *
 * @param status none while nobody has asked for a plan
 * @param error why it failed, or what is missing and why; null if nothing is wrong
 * @param hasPlan whether all four parts are stored
 * @param missingParts by their names in {@code get-plan}
 * @param progress percent of the steps, 100 only when it is completed
 */
public record PlanProgress(
    String status,
    @Nullable String error,
    boolean hasPlan,
    String email,
    List<String> missingParts,
    List<Step> steps,
    int progress) {

  /**
   * A step of the job; {@code startedAt} and {@code finishedAt} are null as long as they have not
   * come.
   */
  public record Step(
      String name,
      String state,
      int attempt,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt) {}

  /** Reads the steps of the person's request. */
  static Future<PlanProgress> of(Person person, JobQueue queue, List<String> names) {
    var request = person.request();
    return (request == null
            ? Future.succeededFuture(List.<StepView>of())
            : queue.steps().list(request))
        .map(stored -> of(person, stored, names));
  }

  private static PlanProgress of(Person person, List<StepView> stored, List<String> names) {
    var byName = stored.stream().collect(Collectors.toMap(StepView::name, Function.identity()));
    var steps = new ArrayList<Step>();
    int done = 0;
    for (String name : names) {
      var step = byName.get(name);
      if (step == null) {
        steps.add(new Step(name, "waiting", 0, null, null));
      } else {
        done += step.state() == StepView.State.COMPLETED ? 1 : 0;
        steps.add(
            new Step(
                name,
                step.state().name().toLowerCase(Locale.ROOT),
                step.attempt(),
                step.startedAt(),
                step.finishedAt()));
      }
    }
    boolean completed = person.status() == PlanStatus.COMPLETED;
    return new PlanProgress(
        person.status() == null ? "none" : person.status().word(),
        person.error(),
        person.hasWholePlan(),
        person.email(),
        person.missing().stream().map(Part::field).toList(),
        steps,
        completed ? 100 : Math.min(99, 100 * done / names.size()));
  }

  /** Whether nothing more will change by itself. */
  boolean ended() {
    return !"queued".equals(status) && !"processing".equals(status);
  }
}
