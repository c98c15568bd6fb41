package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stashline.qstash.CallbackBody;
import dev.stashline.qstash.DlqId;
import dev.stashline.qstash.Redaction;
import dev.stashline.runtime.Json;
import org.jspecify.annotations.Nullable;

/** What callbacks carry, made from an attempt's report. What is redacted stays so. */
final class CallbackBodies {
  private CallbackBodies() {}

  /** JSON in UTF-8; {@code grave} for failure callbacks only. */
  static byte[] of(Report report, @Nullable DlqId grave) {
    return of(report, null, grave, report.message().body());
  }

  /** What a run's failure function is told. */
  static byte[] ofRun(Report report, Run run, DlqId grave, byte[] source) {
    return of(report, run, grave, source);
  }

  private static byte[] of(
      Report report, @Nullable Run run, @Nullable DlqId grave, byte[] original) {
    var message = report.message();
    // A failure function needs the payload itself, redacted or not.
    byte[] source =
        run == null && message.settings().redaction().body()
            ? Redaction.mark(original).getBytes(UTF_8)
            : original;
    return Json.write(
            new CallbackBody(
                report.status(),
                report.headers(),
                CallbackBody.base64(report.body()),
                message.retried(),
                message.settings().maxRetries(),
                grave == null ? null : grave.toString(),
                message.publicId(),
                message.via().topic(),
                message.via().endpoint(),
                message.via().schedule(),
                run == null ? message.url().text() : run.url(),
                message.settings().method().name(),
                message.shownHeaders(),
                CallbackBody.base64(source),
                message.notBefore().toEpochMilli(),
                message.createdAt().toEpochMilli(),
                message.callerIp(),
                run == null ? null : run.runId(),
                run == null ? null : run.url(),
                run == null ? null : run.createdAt().toEpochMilli()))
        .getBytes(UTF_8);
  }
}
