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
    var message = report.message();
    byte[] source =
        message.settings().redaction().body()
            ? Redaction.mark(message.body()).getBytes(UTF_8)
            : message.body();
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
                message.url().text(),
                message.settings().method().name(),
                message.shownHeaders(),
                CallbackBody.base64(source),
                message.notBefore().toEpochMilli(),
                message.createdAt().toEpochMilli(),
                message.callerIp(),
                null,
                null,
                null))
        .getBytes(UTF_8);
  }
}
