package dev.stashline.qstash;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON a callback carries; component names are the keys, those that are null are left out.
 * Times are Unix milliseconds, headers arrays by canonical name.
 *
 * @param status of the response; 0 when there was none
 * @param header the response's headers
 * @param body base64 of the response's body, or of the error's text; see {@link #base64}
 * @param retried attempts before the one reported on
 * @param dlqId failure callbacks only
 * @param url the original's destination, {@code method} its method, {@code sourceHeader} its
 *     headers, {@code sourceBody} the base64 of its body
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CallbackBody(
    int status,
    Map<String, List<String>> header,
    String body,
    int retried,
    int maxRetries,
    @Nullable String dlqId,
    String sourceMessageId,
    @Nullable String topicName,
    @Nullable String endpointName,
    @Nullable String scheduleId,
    String url,
    String method,
    Map<String, List<String>> sourceHeader,
    String sourceBody,
    long notBefore,
    long createdAt,
    @Nullable String callerIP,
    @Nullable String workflowRunId,
    @Nullable String workflowUrl,
    @Nullable Long workflowCreatedAt) {

  /** How bodies are written here: ordinary base64 with padding. */
  public static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
