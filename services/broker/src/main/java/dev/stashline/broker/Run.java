package dev.stashline.broker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.qstash.PublishHeaders;
import dev.stashline.qstash.PublishSettings;
import dev.stashline.runtime.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run of a workflow as it is stored.
 *
 * @param runId as the client names it
 * @param settings the trigger's headers that later messages of the run take over
 * @param invoker who waits for its end, as the invoking client wrote it; null for nobody
 * @param steps how many messages it has
 */
record Run(
    UUID id,
    String account,
    String runId,
    String url,
    Map<String, List<String>> settings,
    Set<String> features,
    @Nullable String callerIp,
    @Nullable JsonNode invoker,
    State state,
    int steps,
    byte @Nullable [] result,
    @Nullable UUID failedMessage,
    @Nullable UUID failureCallback,
    Instant createdAt,
    @Nullable Instant endedAt) {

  /** Words as in the table's constraint, and as the run log shows them. */
  enum State {
    ACTIVE("RUN_STARTED"),
    COMPLETED("RUN_SUCCESS"),
    FAILED("RUN_FAILED"),
    CANCELLED("RUN_CANCELED");

    private final String shown;

    State(String shown) {
      this.shown = shown;
    }

    String shown() {
      return shown;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The columns that {@link #of} reads, of a row called {@code r}. */
  static final String COLUMNS =
      "r.id, r.account, r.run_id, r.url, r.settings::text, r.features, r.caller_ip,"
          + " r.invoker::text, r.state, r.steps, r.result, r.failed_message, r.failure_callback,"
          + " r.created_at, r.ended_at";

  static final int COLUMN_COUNT = 15;

  static Run of(Row row, int at) {
    String invoker = row.getString(at + 7);
    Buffer result = row.getBuffer(at + 10);
    var ended = row.getOffsetDateTime(at + 14);
    return new Run(
        row.getUUID(at),
        row.getString(at + 1),
        row.getString(at + 2),
        row.getString(at + 3),
        Message.readHeaders(row.getString(at + 4)),
        Set.of(row.getArrayOfStrings(at + 5)),
        row.getString(at + 6),
        invoker == null ? null : Json.tree(invoker),
        State.valueOf(row.getString(at + 8).toUpperCase(Locale.ROOT)),
        row.getInteger(at + 9),
        result == null ? null : result.getBytes(),
        row.getUUID(at + 11),
        row.getUUID(at + 12),
        row.getOffsetDateTime(at + 13).toInstant(),
        ended == null ? null : ended.toInstant());
  }

  /** What later messages take over from a trigger: not its own time, nor what it is about. */
  static Map<String, List<String>> inherited(PublishSettings trigger) {
    var headers = new LinkedHashMap<>(PublishHeaders.of(trigger));
    headers
        .keySet()
        .removeIf(
            name ->
                name.equals("Content-Type")
                    || name.equals("Upstash-Delay")
                    || name.equals("Upstash-Not-Before")
                    || name.equals("Upstash-Method")
                    || name.equals("Upstash-Deduplication-Id")
                    || name.equals("Upstash-Content-Based-Deduplication")
                    || name.equals("Upstash-Queue-Name")
                    || name.equals("Upstash-Schedule-Id")
                    || name.equals("Upstash-Cron")
                    || name.startsWith("Upstash-Callback")
                    || name.startsWith("Upstash-Workflow-")
                    || name.equals(RunPart.FEATURES));
    return headers;
  }

  /** What a message of the run takes over where it says nothing of its own. */
  Map<String, List<String>> layer(RunPart.CallType callType) {
    var layer = new LinkedHashMap<>(settings);
    switch (callType) {
      // The third party gets what the call says, and nothing of the run's.
      case TO_CALLBACK ->
          layer
              .keySet()
              .removeIf(
                  name -> !name.equals("Upstash-Label") && !name.equals("Upstash-Redact-Fields"));
      // With it the endpoint would take the answer for steps.
      case FROM_CALLBACK -> layer.remove("Upstash-Forward-" + RunPart.SDK_VERSION);
      case STEP, FAILURE_CALL -> {}
    }
    return layer;
  }

  /** The settings as the trigger gave them. */
  PublishSettings read() {
    return Message.read(settings, createdAt);
  }
}
