package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stashline.qstash.Callback;
import dev.stashline.qstash.FlowControl;
import dev.stashline.qstash.PublishSettings;
import dev.stashline.qstash.Redaction;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message as the API shows it: what is not set is left out, what is redacted is hidden. */
final class MessageView {
  private MessageView() {}

  /** Keys in the documented order. */
  static Map<String, Object> of(Message message) {
    var json = new LinkedHashMap<String, Object>();
    json.put("messageId", message.publicId());
    json.put("url", message.url().text());
    putSettings(json, message);
    putText(json, "body", "bodyBase64", body(message));
    json.put("notBefore", message.notBefore().toEpochMilli());
    json.put("createdAt", message.createdAt().toEpochMilli());
    json.put("callerIP", message.callerIp() == null ? "" : message.callerIp());
    return json;
  }

  /** What messages and log lines both show. */
  static void putSettings(Map<String, Object> json, Message message) {
    var settings = message.settings();
    putIfSet(json, "topicName", message.via().topic());
    putIfSet(json, "endpointName", message.via().endpoint());
    putIfSet(json, "queueName", message.via().queue());
    putIfSet(json, "scheduleId", message.via().schedule());
    json.put("method", settings.method().name());
    json.put("maxRetries", settings.maxRetries());
    putCommon(json, settings);
  }

  /** What messages, log lines and schedules show alike. */
  static void putCommon(Map<String, Object> json, PublishSettings settings) {
    putUnlessEmpty(json, "header", Message.shownHeaders(settings));
    putCallback(json, "callback", settings.callback());
    putCallback(json, "failureCallback", settings.failureCallback());
    if (!settings.labels().isEmpty()) {
      json.put("label", settings.labels().getFirst());
      json.put("labels", settings.labels());
    }
    var retryDelay = settings.retryDelay();
    if (retryDelay != null) {
      json.put("retryDelayExpression", retryDelay.text());
    }
    var timeout = settings.timeout();
    if (timeout != null) {
      json.put("timeout", timeout.toMillis());
    }
    putFlowControl(json, settings.flowControl());
  }

  /** The period in seconds, also the default one; a limit that is not set is left out. */
  static void putFlowControl(Map<String, Object> json, @Nullable FlowControl flowControl) {
    if (flowControl != null) {
      json.put("flowControlKey", flowControl.key());
      putIfSet(json, "parallelism", flowControl.parallelism());
      putIfSet(json, "rate", flowControl.rate());
      json.put("period", flowControl.period().toSeconds());
    }
  }

  private static void putIfSet(Map<String, Object> json, String key, @Nullable Object value) {
    if (value != null) {
      json.put(key, value);
    }
  }

  private static void putCallback(
      Map<String, Object> json, String key, @Nullable Callback callback) {
    if (callback != null) {
      json.put(key, callback.url().text());
      putUnlessEmpty(
          json,
          key + "Header",
          callback.settings().redaction().shown(callback.settings().headers()));
    }
  }

  static byte[] body(Message message) {
    return body(message.settings(), message.body());
  }

  static byte[] body(PublishSettings settings, byte[] body) {
    return settings.redaction().body() ? Redaction.mark(body).getBytes(UTF_8) : body;
  }

  static void putUnlessEmpty(
      Map<String, Object> json, String key, Map<String, List<String>> headers) {
    if (!headers.isEmpty()) {
      json.put(key, headers);
    }
  }

  /** Text if the bytes are UTF-8, else base64 under the other key; nothing for no bytes. */
  static void putText(Map<String, Object> json, String key, String base64Key, byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    try {
      json.put(key, UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException _) {
      json.put(base64Key, Base64.getEncoder().encodeToString(bytes));
    }
  }
}
