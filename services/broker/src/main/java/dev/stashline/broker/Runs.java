package dev.stashline.broker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.jobs.JobTransaction;
import dev.stashline.jobs.NewJob;
import dev.stashline.qstash.Deduplication;
import dev.stashline.qstash.Destination;
import dev.stashline.runtime.Json;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Starts and continues workflow runs, always in the transaction that stores their messages.
 *
 * <pre>
 *   Init: true    no such run   ─▶ run, step 1
 *                 such a run    ─▶ nothing: the first message's id, "deduplicated"
 *   Init: false   active        ─▶ the next step, with what the trigger said for all of them
 *                 ended         ─▶ 400 for the whole request
 * </pre>
 */
final class Runs {
  /**
   * What becomes of drafts.
   *
   * @param drafts those to store, as their runs complete them
   * @param first by the id of a draft that starts a run which exists: that run's first message
   */
  record Admission(List<Draft> drafts, Map<UUID, UUID> first) {}

  private record Key(String account, String runId) implements Comparable<Key> {
    static Key of(Draft draft, RunPart part) {
      return new Key(draft.account(), part.runId());
    }

    @Override
    public int compareTo(Key other) {
      int byAccount = account.compareTo(other.account);
      return byAccount != 0 ? byAccount : runId.compareTo(other.runId);
    }
  }

  static ApiError ended(String runId) {
    return new ApiError(400, "workflow run " + runId + " has ended, or there is none");
  }

  /**
   * Enters drafts into their runs; drafts of no run pass.
   *
   * @return fails with {@link ApiError} 400 if a run has ended
   */
  Future<Admission> admit(JobTransaction tx, List<Draft> drafts) {
    var admitted = new ArrayList<Draft>();
    var starts = new ArrayList<Draft>();
    var parts = new TreeMap<Key, List<Draft>>();
    for (Draft draft : drafts) {
      var part = RunPart.of(draft.settings()).orElse(null);
      if (part == null || part.callType() == RunPart.CallType.FAILURE_CALL) {
        admitted.add(draft);
      } else if (part.starts()) {
        starts.add(draft);
      } else {
        parts.computeIfAbsent(Key.of(draft, part), absent -> new ArrayList<>()).add(draft);
      }
    }
    var first = new HashMap<UUID, UUID>();
    Future<?> done = Future.succeededFuture();
    for (var entry : parts.entrySet()) {
      done = done.compose(v -> append(tx, entry.getKey(), entry.getValue(), admitted));
    }
    for (Draft draft : starts) {
      done = done.compose(v -> start(tx, draft, admitted, first));
    }
    return done.map(v -> new Admission(admitted, first));
  }

  private Future<?> append(JobTransaction tx, Key key, List<Draft> drafts, List<Draft> admitted) {
    return tx.sql()
        .preparedQuery(RunSql.APPEND)
        .execute(Tuple.of(key.account(), key.runId(), drafts.size()))
        .compose(
            rows -> {
              if (rows.size() == 0) {
                throw ended(key.runId());
              }
              var run = Run.of(rows.iterator().next(), 0);
              int n = drafts.size();
              var positions = new Integer[n];
              var ids = new UUID[n];
              var types = new String[n];
              for (int i = 0; i < n; i++) {
                var draft = drafts.get(i);
                var type = RunPart.of(draft.settings()).orElseThrow().callType();
                positions[i] = run.steps() - n + 1 + i;
                ids[i] = draft.id();
                types[i] = type.word();
                admitted.add(draft.in(run, type));
              }
              return tx.sql()
                  .preparedQuery(RunSql.ADD_STEPS)
                  .execute(Tuple.of(run.id(), positions, ids, types));
            });
  }

  private Future<?> start(
      JobTransaction tx, Draft given, List<Draft> admitted, Map<UUID, UUID> first) {
    var part = RunPart.of(given.settings()).orElseThrow();
    JsonNode invoker = part.invoked() ? Invocations.invoker(given.body()) : null;
    var draft = (invoker == null ? given : given.body(payload(invoker))).withJsonType();
    return activeInvoker(tx, draft.account(), invoker)
        .compose(
            v ->
                insert(
                    tx,
                    new NewRun(
                        NewJob.newId(),
                        draft.account(),
                        part.runId(),
                        workflowUrl(draft),
                        Run.inherited(draft.settings()),
                        draft.settings().labels(),
                        draft.callerIp(),
                        invoker == null ? null : Json.write(invoker),
                        part,
                        draft.createdAt())))
        .compose(
            run -> {
              if (run == null) {
                return tx.sql()
                    .preparedQuery(RunSql.FIRST_MESSAGE)
                    .execute(Tuple.of(draft.account(), part.runId()))
                    .<Void>map(
                        rows -> {
                          first.put(draft.id(), rows.iterator().next().getUUID(0));
                          return null;
                        });
              }
              admitted.add(draft);
              return addFirst(tx, run, draft.id()).<Void>mapEmpty();
            });
  }

  /** A run to be. */
  record NewRun(
      UUID id,
      String account,
      String runId,
      Destination.Url url,
      Map<String, List<String>> settings,
      List<String> labels,
      @Nullable String callerIp,
      @Nullable String invoker,
      RunPart part,
      Instant createdAt) {}

  /** Stores a run; answers its id, or null if there is one of this name. */
  Future<@Nullable UUID> insert(JobTransaction tx, NewRun run) {
    var settings = Message.read(run.settings(), run.createdAt());
    var flowControl = settings.flowControl();
    return tx.sql()
        .preparedQuery(RunSql.START)
        .execute(
            Tuple.tuple(
                Arrays.asList(
                    run.id(),
                    run.account(),
                    run.runId(),
                    run.url().text(),
                    run.url().host(),
                    run.url().path(),
                    Json.write(run.settings()),
                    run.part().features().toArray(String[]::new),
                    run.labels().toArray(String[]::new),
                    flowControl == null ? null : flowControl.key(),
                    run.callerIp(),
                    run.invoker(),
                    Publishing.millis(run.createdAt()),
                    Publishing.utc(run.createdAt().minus(Deduplication.WINDOW)))))
        .map(rows -> rows.size() == 0 ? null : run.id());
  }

  private static Future<?> addFirst(JobTransaction tx, UUID run, UUID message) {
    return tx.sql()
        .preparedQuery("update broker.workflow_run set steps = 1 where id = $1")
        .execute(Tuple.of(run))
        .compose(
            v ->
                tx.sql()
                    .preparedQuery(RunSql.ADD_STEPS)
                    .execute(
                        Tuple.of(
                            run,
                            new Integer[] {1},
                            new UUID[] {message},
                            new String[] {RunPart.CallType.STEP.word()})));
  }

  private static Destination.Url workflowUrl(Draft draft) {
    String said = RunPart.first(draft.settings().workflow(), RunPart.URL);
    return said.isBlank() ? draft.url() : Destination.url(said.strip());
  }

  private static byte[] payload(JsonNode invoker) {
    return invoker.path("body").asText("").getBytes(StandardCharsets.UTF_8);
  }

  private static Future<?> activeInvoker(
      JobTransaction tx, String account, @Nullable JsonNode invoker) {
    if (invoker == null) {
      return Future.succeededFuture();
    }
    String runId = invoker.path("workflowRunId").asText();
    return holdActive(tx, List.of(new Key(account, runId)))
        .map(
            active -> {
              if (active.isEmpty()) {
                throw ended(runId);
              }
              return active;
            });
  }

  private static Future<HashSet<Key>> holdActive(JobTransaction tx, List<Key> keys) {
    return tx.sql()
        .preparedQuery(RunSql.HOLD_ACTIVE)
        .execute(
            Tuple.of(
                keys.stream().map(Key::account).toArray(String[]::new),
                (Object) keys.stream().map(Key::runId).toArray(String[]::new)))
        .map(
            rows -> {
              var active = new HashSet<Key>();
              for (Row row : rows) {
                active.add(new Key(row.getString(0), row.getString(1)));
              }
              return active;
            });
  }

  /** The drafts without those of runs that have ended: nobody waits for them any more. */
  Future<List<Draft>> keepActive(JobTransaction tx, List<Draft> drafts) {
    var keys = new ArrayList<Key>();
    for (Draft draft : drafts) {
      RunPart.of(draft.settings())
          .filter(part -> part.callType() != RunPart.CallType.FAILURE_CALL)
          .ifPresent(part -> keys.add(Key.of(draft, part)));
    }
    if (keys.isEmpty()) {
      return Future.succeededFuture(drafts);
    }
    return holdActive(tx, keys)
        .map(
            active ->
                drafts.stream()
                    .filter(
                        draft ->
                            RunPart.of(draft.settings())
                                .map(
                                    part ->
                                        part.callType() == RunPart.CallType.FAILURE_CALL
                                            || active.contains(Key.of(draft, part)))
                                .orElse(true))
                    .toList());
  }
}
