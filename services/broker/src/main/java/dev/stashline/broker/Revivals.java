package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.stashline.jobs.JobTransaction;
import dev.stashline.jobs.NewJob;
import dev.stashline.qstash.Destination;
import dev.stashline.qstash.MessageIds;
import dev.stashline.runtime.Json;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Makes new runs of failed ones. A resumed run takes over the steps that have results and is
 * delivered those that have none: the failed message, and planned parallel steps that were cut off.
 */
final class Revivals {
  private final Runs runs;
  private final Publishing publishing;
  private final Quotas quotas;
  private final RandomGenerator chance;

  Revivals(Runs runs, Publishing publishing, Quotas quotas, RandomGenerator chance) {
    this.runs = runs;
    this.publishing = publishing;
    this.quotas = quotas;
    this.chance = chance;
  }

  /** A message of the failed run with its place in it. */
  private record Old(String callType, Message message) {
    JsonNode step() {
      try {
        var tree = Json.tree(new String(message.body(), UTF_8));
        return tree == null ? MissingNode.getInstance() : tree;
      } catch (Json.BadJson e) {
        return MissingNode.getInstance();
      }
    }

    boolean isStep() {
      return callType.equals(RunPart.CallType.STEP.word());
    }
  }

  /**
   * Starts a new run in place of a failed one.
   *
   * @param resume from the step that failed; otherwise from the first
   * @param overrides headers that win over the failed run's
   * @throws ApiError 412 if they allow a flow-control key more than the quotas do
   */
  Future<Map<String, Object>> revive(
      JobTransaction tx,
      RunLetter letter,
      boolean resume,
      Map<String, List<String>> overrides,
      Instant now) {
    var run = letter.run();
    String runId = MessageIds.workflowRun(chance);
    var wished = Message.read(List.of(overrides, run.settings()), now);
    quotas.checkChange(Message.read(run.settings(), now), wished);
    var settings = Run.inherited(wished);
    var fresh =
        new Runs.NewRun(
            NewJob.newId(),
            run.account(),
            runId,
            Destination.url(run.url()),
            settings,
            Message.read(settings, now).labels(),
            run.callerIp(),
            run.invoker() == null ? null : Json.write(run.invoker()),
            new RunPart(runId, true, false, RunPart.CallType.STEP, run.features()),
            now);
    return olds(tx, run)
        .compose(
            olds -> {
              var again = resume ? unfinished(olds, letter) : List.of(olds.getFirst());
              var kept = resume ? new ArrayList<>(olds) : new ArrayList<Old>();
              kept.removeAll(again);
              var drafts =
                  again.stream().map(old -> draft(old, runId, overrides, settings, now)).toList();
              return runs.insert(tx, fresh)
                  .compose(id -> copy(tx, Objects.requireNonNull(id), kept))
                  .compose(v -> publishing.store(tx, drafts));
            })
        .map(
            v -> {
              var answer = new LinkedHashMap<String, Object>();
              answer.put("workflowRunId", runId);
              answer.put("workflowCreatedAt", now.toEpochMilli());
              return answer;
            });
  }

  private static Future<List<Old>> olds(JobTransaction tx, Run run) {
    return tx.sql()
        .preparedQuery(
            "select s.call_type, "
                + Message.COLUMNS
                + " from broker.workflow_step s join broker.message m on m.id = s.message_id where"
                + " s.run = $1 order by s.position")
        .execute(Tuple.of(run.id()))
        .map(
            rows -> {
              var olds = new ArrayList<Old>();
              for (Row row : rows) {
                olds.add(new Old(row.getString(0), Message.of(row, 1)));
              }
              return olds;
            });
  }

  private static List<Old> unfinished(List<Old> olds, RunLetter letter) {
    Set<Integer> results = new HashSet<>();
    Old failed = olds.getFirst();
    for (Old old : olds) {
      if (old.message().id().equals(letter.report().message().id())) {
        failed = old;
      }
      if (old.isStep() && old.step().path("stepId").asInt(0) > 0) {
        results.add(old.step().path("stepId").asInt());
      }
    }
    if (!failed.isStep()) {
      // The answer of a call that could not be told: it stands for its step's result.
      results.add(stepOfCallback(failed));
    }
    var again = new ArrayList<Old>();
    for (Old old : olds.subList(1, olds.size())) {
      int target = old.isStep() ? old.step().path("targetStep").asInt(0) : 0;
      if (!old.equals(failed) && target > 0 && !results.contains(target)) {
        again.add(old);
      }
    }
    // Last, so that it is the newest step: with all results there, it is what goes on.
    again.add(failed);
    return again;
  }

  private static int stepOfCallback(Old old) {
    String id = RunPart.first(old.message().settings().headers(), "Upstash-Workflow-Stepid");
    try {
      return Integer.parseInt(id);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static Draft draft(
      Old old,
      String runId,
      Map<String, List<String>> overrides,
      Map<String, List<String>> settings,
      Instant now) {
    var message = old.message();
    var headers = new LinkedHashMap<>(message.headers());
    headers.keySet().removeIf(name -> name.equals("Upstash-Delay") || isOfTrigger(name));
    if (!message.notBefore().isAfter(now)) {
      headers.remove("Upstash-Not-Before");
    } else {
      headers.put(
          "Upstash-Not-Before", List.of(Long.toString(message.notBefore().getEpochSecond())));
    }
    headers.put(RunPart.RUN_ID, List.of(runId));
    headers.put(RunPart.INIT, List.of("false"));
    var delay = overrides.get("Upstash-Delay");
    if (delay != null) {
      headers.remove("Upstash-Not-Before");
      headers.put("Upstash-Delay", delay);
    }
    settings.forEach(headers::put);
    var read = Message.read(headers, now);
    return Draft.of(
            message.account(),
            Via.URL,
            message.url(),
            read,
            message.body(),
            message.callerIp(),
            now)
        .notDeduplicated();
  }

  /** What every message takes over from its run, and which the new run may have otherwise. */
  private static boolean isOfTrigger(String name) {
    return name.equals("Upstash-Retries")
        || name.equals("Upstash-Retry-Delay")
        || name.equals("Upstash-Label")
        || name.startsWith("Upstash-Flow-Control-")
        || name.startsWith("Upstash-Failure-Callback");
  }

  private static Future<?> copy(JobTransaction tx, UUID run, List<Old> kept) {
    int n = kept.size();
    var positions = new Integer[n];
    var ids = new UUID[n];
    var types = new String[n];
    for (int i = 0; i < n; i++) {
      positions[i] = i + 1;
      ids[i] = kept.get(i).message().id();
      types[i] = kept.get(i).callType();
    }
    return tx.sql()
        .preparedQuery(
            """
            insert into broker.workflow_step (run, position, message_id, call_type, copied)
            select $1::uuid, position, message_id, call_type, true
            from unnest($2::int[], $3::uuid[], $4::text[]) as n (position, message_id, call_type)\
            """)
        .execute(Tuple.of(run, positions, ids, types))
        .compose(
            v ->
                tx.sql()
                    .preparedQuery("update broker.workflow_run set steps = $2 where id = $1")
                    .execute(Tuple.of(run, n)));
  }

  /** The setting headers of a request, canonical. */
  static Map<String, List<String>> overrides(ApiRequest request) {
    var headers = new LinkedHashMap<String, List<String>>();
    for (var header : request.headers()) {
      String name = dev.stashline.qstash.HeaderNames.canonical(header.getKey());
      if (name.equals("Upstash-Retries")
          || name.equals("Upstash-Retry-Delay")
          || name.equals("Upstash-Delay")
          || name.equals("Upstash-Label")
          || name.equals("Upstash-Failure-Callback")
          || name.startsWith("Upstash-Flow-Control-")) {
        headers.put(name, List.of(header.getValue()));
      }
    }
    return headers;
  }
}
