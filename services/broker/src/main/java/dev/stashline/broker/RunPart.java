package dev.stashline.broker;

import dev.stashline.qstash.PublishSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a message's headers say of its part in a workflow run.
 *
 * @param starts whether it starts the run
 * @param invoked whether another run waits for the end of the started one
 * @param features what the client can do, as {@code Upstash-Feature-Set} names it
 */
record RunPart(
    String runId, boolean starts, boolean invoked, CallType callType, Set<String> features) {

  static final String RUN_ID = "Upstash-Workflow-Runid";
  static final String INIT = "Upstash-Workflow-Init";
  static final String URL = "Upstash-Workflow-Url";
  static final String CREATED_AT = "Upstash-Workflow-Createdat";
  static final String CALL_TYPE = "Upstash-Workflow-Calltype";
  static final String INVOKE = "Upstash-Workflow-Invoke";
  static final String SDK_VERSION = "Upstash-Workflow-Sdk-Version";
  static final String FEATURES = "Upstash-Feature-Set";

  /** The body may be left out when it is large; the client fetches the steps then. */
  static final String LAZY_FETCH = "LazyFetch";

  /** A failure callback carries the run's payload, not the steps that were delivered. */
  static final String INITIAL_BODY = "InitialBody";

  /** An endpoint that starts a run must answer as the client's library does. */
  static final String DETECT_TRIGGER = "WF_DetectTrigger";

  /** Why a message is delivered. */
  enum CallType {
    /** To the endpoint, with the steps so far. */
    STEP("step"),
    /** To a third party, on the run's behalf. */
    TO_CALLBACK("toCallback"),
    /** To the endpoint, with the third party's answer. */
    FROM_CALLBACK("fromCallback"),
    /** To the failure function, after the run's end. */
    FAILURE_CALL("failureCall");

    private final String word;

    CallType(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }

    static CallType of(String word) {
      for (CallType type : values()) {
        if (type.word.equalsIgnoreCase(word)) {
          return type;
        }
      }
      return STEP;
    }
  }

  /** Empty for a message that is of no run. */
  static Optional<RunPart> of(PublishSettings settings) {
    var headers = settings.workflow();
    String runId = first(headers, RUN_ID);
    if (runId.isBlank()) {
      return Optional.empty();
    }
    return Optional.of(
        new RunPart(
            runId.strip(),
            first(headers, INIT).equalsIgnoreCase("true"),
            first(headers, INVOKE).equalsIgnoreCase("true"),
            CallType.of(first(headers, CALL_TYPE)),
            features(headers)));
  }

  private static Set<String> features(Map<String, List<String>> headers) {
    return Arrays.stream(first(headers, FEATURES).split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  static String first(Map<String, List<String>> headers, String name) {
    var values = headers.getOrDefault(name, List.of());
    return values.isEmpty() ? "" : values.getFirst();
  }
}
