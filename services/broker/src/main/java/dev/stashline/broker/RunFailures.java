package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stashline.jobs.JobTransaction;
import dev.stashline.qstash.DlqId;
import dev.stashline.qstash.PublishSettings;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What follows when a message of a run is out of retries.
 *
 * <pre>
 *   step, fromCallback   the run has failed: dead letter, failure callback, its invoker is told
 *   toCallback           the callback tells the endpoint, which decides
 *   failureCall          nothing more: the run's letter shows that its callback failed
 * </pre>
 */
final class RunFailures {
  private final RunEnds ends;

  RunFailures(RunEnds ends) {
    this.ends = ends;
  }

  /**
   * The runs that failures have ended, by the failed message, and the drafts that tell invokers.
   */
  record Failed(Map<UUID, Run> runs, List<Draft> drafts) {}

  /** Ends the runs of messages that are given up. */
  Future<Failed> end(JobTransaction tx, List<Report> reports) {
    var failed = new Failed(new LinkedHashMap<>(), new ArrayList<>());
    Future<?> done = Future.succeededFuture();
    for (Report report :
        reports.stream()
            .filter(RunFailures::endsRun)
            .sorted(Comparator.comparing(report -> runId(report)))
            .toList()) {
      done = done.compose(v -> end(tx, report, failed));
    }
    return done.map(v -> failed);
  }

  private static boolean endsRun(Report report) {
    return RunPart.of(report.message().settings())
        .map(
            part ->
                part.callType() == RunPart.CallType.STEP
                    || part.callType() == RunPart.CallType.FROM_CALLBACK)
        .orElse(false);
  }

  private static String runId(Report report) {
    return RunPart.of(report.message().settings()).map(RunPart::runId).orElse("");
  }

  private Future<?> end(JobTransaction tx, Report report, Failed failed) {
    var message = report.message();
    return ends.end(
            tx,
            message.account(),
            Run.State.FAILED,
            null,
            message.id(),
            1,
            " and r.run_id = $8 and exists (select 1 from broker.workflow_step s where s.run = r.id"
                + " and s.message_id = $9 and not s.copied)",
            runId(report),
            message.id())
        .map(
            ended -> {
              ended.runs().forEach(run -> failed.runs().put(message.id(), run));
              failed.drafts().addAll(ended.drafts());
              return ended;
            });
  }

  /** Links letters with their runs and drafts the failure callbacks. */
  Future<List<Draft>> follow(
      JobTransaction tx,
      Failed failed,
      List<Report> reports,
      Map<UUID, DlqId> graves,
      Instant now) {
    var drafts = new ArrayList<>(failed.drafts());
    Future<?> done = Future.succeededFuture();
    for (Report report : reports) {
      var run = failed.runs().get(report.message().id());
      var grave = graves.get(report.message().id());
      if (run != null && grave != null) {
        done =
            done.compose(
                    v ->
                        tx.sql()
                            .preparedQuery(RunSql.LETTER_OF)
                            .execute(Tuple.of(grave.millis(), grave.counter(), run.id())))
                .compose(v -> callback(tx, report, run, grave, now))
                .map(
                    draft -> {
                      if (draft != null) {
                        drafts.add(draft);
                      }
                      return draft;
                    });
      }
    }
    return done.map(v -> drafts);
  }

  /** Drafts the failure callback of a run and makes it the run's; null if there is none to call. */
  Future<@Nullable Draft> callback(
      JobTransaction tx, Report report, Run run, DlqId grave, Instant now) {
    var callback = run.read().failureCallback();
    if (callback == null) {
      return Future.succeededFuture(null);
    }
    return source(tx, callback.settings(), report, run)
        .compose(
            source -> {
              var draft =
                  Draft.of(
                          callback,
                          report.message(),
                          CallbackBodies.ofRun(report, run, grave, source),
                          now)
                      .ofRun(run.runId(), RunPart.CallType.FAILURE_CALL);
              return tx.sql()
                  .preparedQuery(RunSql.CALLBACK_IS)
                  .execute(Tuple.of(run.id(), draft.id()))
                  .map(v -> draft);
            });
  }

  /** The run's payload for a client that wants it, otherwise what was delivered. */
  private static Future<byte[]> source(
      JobTransaction tx, PublishSettings settings, Report report, Run run) {
    boolean payload =
        RunPart.of(settings)
            .map(part -> part.features().contains(RunPart.INITIAL_BODY))
            .orElse(false);
    if (!payload) {
      return report.message().settings().workflow().isEmpty()
          ? Future.succeededFuture(report.message().body())
          : StepDelivery.steps(tx.sql(), run.id(), run.steps(), null);
    }
    return tx.sql()
        .preparedQuery(
            "select m.body from broker.workflow_step s join broker.message m on m.id = s.message_id"
                + " where s.run = $1 and s.position = 1")
        .execute(Tuple.of(run.id()))
        .map(
            rows -> {
              Buffer body = rows.size() == 0 ? null : rows.iterator().next().getBuffer(0);
              return body == null ? "".getBytes(UTF_8) : body.getBytes();
            });
  }
}
