package dev.stashline.providers.mail;

import dev.stashline.providers.ProviderFailure;
import dev.stashline.providers.ProviderFailure.NeedsPerson;
import dev.stashline.providers.ProviderFailure.Never;
import dev.stashline.providers.ProviderFailure.RetryNow;
import io.vertx.ext.mail.SMTPException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * What a failed send means.
 *
 * <pre>
 *   reply 4xx                              again: RFC 5321, 4.2.1, a transient failure
 *   reply 530, 534, 535, 538               the login is refused (RFC 4954, 6): a person
 *   reply 5xx to the recipient             never
 *   reply 5xx to the message               never
 *   reply 5xx to the sender or greeting    a person: MAIL_FROM, or the server will not have us
 *   time-out, lost connection              again; the mail may have been accepted
 *   no connection                          again; nothing was sent
 * </pre>
 *
 * The server's words are left out: they often quote the recipient's address.
 */
final class SmtpFailures {

  private static final Set<Integer> LOGIN_REFUSED = Set.of(530, 534, 535, 538);

  private SmtpFailures() {}

  static ProviderFailure translate(String provider, Throwable failure) {
    return switch (failure) {
      case SMTPException reply -> translateReply(provider, reply);
      case TimeoutException e ->
          RetryNow.outcomeUnknown(provider, "no acceptance within the deadline");
      case ConnectException e -> RetryNow.nothingDone(provider, "no connection");
      case UnknownHostException e -> RetryNow.nothingDone(provider, "SMTP_HOST does not resolve");
      case SSLException e -> new NeedsPerson(provider, "TLS failed: check SMTP_TLS and SMTP_PORT");
      default -> translateWords(provider, words(failure));
    };
  }

  private static ProviderFailure translateReply(String provider, SMTPException reply) {
    int code = reply.getReplyCode();
    if (code >= 400 && code < 500) {
      return RetryNow.nothingDone(provider, "the server answered " + code);
    }
    if (LOGIN_REFUSED.contains(code)) {
      return new NeedsPerson(
          provider, "login refused with " + code + ": check SMTP_USER and SMTP_PASSWORD");
    }
    // The client tells the phase only in its words.
    String phase = words(reply);
    if (phase.startsWith("recipient address not accepted")) {
      return new Never(provider, "the recipient was refused with " + code);
    }
    if (phase.startsWith("sending data failed") || phase.startsWith("DATA command")) {
      return new Never(provider, "the message was refused with " + code);
    }
    if (phase.startsWith("sender address not accepted")) {
      return new NeedsPerson(provider, "the sender was refused with " + code + ": check MAIL_FROM");
    }
    return new NeedsPerson(provider, "the server refused us with " + code);
  }

  private static ProviderFailure translateWords(String provider, String words) {
    if (words.startsWith("login is required")) {
      return new NeedsPerson(provider, "the server offers no login that we can use");
    }
    if (words.startsWith("STARTTLS required")) {
      return new NeedsPerson(provider, "the server offers no STARTTLS: check SMTP_TLS");
    }
    if (words.startsWith("message exceeds allowed size")) {
      return new Never(provider, "the message is larger than the server takes");
    }
    return RetryNow.outcomeUnknown(provider, "the connection was lost");
  }

  private static String words(Throwable failure) {
    return Objects.requireNonNullElse(failure.getMessage(), "");
  }
}
