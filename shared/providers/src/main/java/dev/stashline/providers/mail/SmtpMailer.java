package dev.stashline.providers.mail;

import dev.stashline.providers.ProviderFailure;
import dev.stashline.runtime.Secret;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.MailResult;
import io.vertx.ext.mail.StartTLSOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Sends mail by SMTP, as HTML with a plain text alternative, in UTF-8. */
public final class SmtpMailer implements Mailer {

  private static final String PROVIDER = "smtp";
  private static final Pattern BARE_ADDRESS =
      Pattern.compile("[^\\s\\p{Cntrl},;:<>()@]+@[^\\s\\p{Cntrl},;:<>()@]+");

  /** Ends connections that hang, which a send's own deadline does not. */
  private static final Duration SILENCE = Duration.ofMinutes(1);

  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final MailClient client;
  private final SmtpConfig config;

  /**
   * Connects with the first mail, not before.
   *
   * @throws IllegalArgumentException when no mail server is set up
   */
  public SmtpMailer(Vertx vertx, SmtpConfig config) {
    this.config = config;
    this.client = MailClient.create(vertx, options(config));
  }

  @Override
  public void send(Mail mail, Duration deadline) {
    if (!BARE_ADDRESS.matcher(mail.to()).matches()) {
      throw new ProviderFailure.Never(PROVIDER, "the recipient is not a mail address");
    }
    Future<MailResult> sending =
        client.sendMail(message(mail)).timeout(deadline.toMillis(), TimeUnit.MILLISECONDS);
    AsyncResult<MailResult> result =
        sending.transform(Future::<AsyncResult<MailResult>>succeededFuture).await();
    if (result.failed()) {
      throw SmtpFailures.translate(PROVIDER, result.cause());
    }
  }

  /** Closes the connections; one that hangs is not waited for longer than a moment. */
  public Future<Void> close() {
    return client
        .close()
        .timeout(CLOSING.toMillis(), TimeUnit.MILLISECONDS)
        .recover(hanging -> Future.succeededFuture());
  }

  private MailMessage message(Mail mail) {
    MultiMap headers = HttpHeaders.headers().add("Message-ID", mail.messageId());
    config.replyTo().ifPresent(replyTo -> headers.add("Reply-To", replyTo));
    mail.unsubscribe()
        .ifPresent(
            uri ->
                headers
                    .add("List-Unsubscribe", "<" + uri.toASCIIString() + ">")
                    .add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
    return new MailMessage()
        .setFrom(config.from())
        .setTo(mail.to())
        .setSubject(mail.subject())
        .setText(mail.text())
        .setHtml(mail.html())
        .setHeaders(headers);
  }

  private static MailConfig options(SmtpConfig config) {
    MailConfig options =
        new MailConfig()
            .setHostname(
                config
                    .host()
                    .orElseThrow(() -> new IllegalArgumentException("SMTP_HOST is not set")))
            .setPort(config.port())
            .setSsl(config.tls() == SmtpConfig.Tls.IMPLICIT)
            .setStarttls(
                config.tls() == SmtpConfig.Tls.STARTTLS
                    ? StartTLSOptions.REQUIRED
                    : StartTLSOptions.DISABLED)
            // Without XOAUTH2, which the client would try first, with the password as a token.
            .setAuthMethods("PLAIN LOGIN CRAM-SHA256 CRAM-SHA1 CRAM-MD5 DIGEST-MD5")
            .setLogin(config.user().isPresent() ? LoginOption.REQUIRED : LoginOption.DISABLED);
    options.setConnectTimeout(10_000);
    options.setIdleTimeout((int) SILENCE.toSeconds());
    config.user().ifPresent(options::setUsername);
    config.password().map(Secret::reveal).ifPresent(options::setPassword);
    return options;
  }
}
