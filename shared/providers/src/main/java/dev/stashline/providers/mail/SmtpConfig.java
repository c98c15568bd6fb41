package dev.stashline.providers.mail;

import dev.stashline.runtime.Env;
import dev.stashline.runtime.Secret;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The mail server and the sender.
 *
 * @param host empty when no mail server is set up, which switches mail off
 * @param from {@code name@example.org} or {@code Name <name@example.org>}
 */
public record SmtpConfig(
    Optional<String> host,
    int port,
    Optional<String> user,
    Optional<Secret> password,
    Tls tls,
    String from,
    Optional<String> replyTo) {

  private static final Pattern ADDRESS =
      Pattern.compile("[^\\s<>,]+@[^\\s<>,]+|[^<>\\p{Cntrl}]+ <[^\\s<>,]+@[^\\s<>,]+>");

  /** How the connection is protected. */
  public enum Tls {
    /** Plain text; for a mail server on this machine. */
    NONE,
    /** Starts in plain text and must be upgraded (usually port 587). */
    STARTTLS,
    /** Encrypted from the first byte (usually port 465). */
    IMPLICIT
  }

  public static SmtpConfig from(Env env) {
    SmtpConfig config =
        new SmtpConfig(
            env.optionalText("SMTP_HOST", "Mail server; without it no mail is sent"),
            env.port("SMTP_PORT", 587, "Port of the mail server"),
            env.optionalText("SMTP_USER", "Login at the mail server, if it wants one"),
            env.optionalSecret("SMTP_PASSWORD", "Password at the mail server"),
            env.choice(
                "SMTP_TLS",
                Tls.class,
                Tls.STARTTLS,
                "none, starttls (must succeed), or implicit (as on port 465)"),
            env.text(
                "MAIL_FROM",
                "Stashline <no-reply@localhost>",
                "Sender of all mail: address, or Name <address>"),
            env.optionalText("MAIL_REPLY_TO", "Where answers to our mail go"));
    if (config.user().isPresent() != config.password().isPresent()) {
      env.problem("SMTP_PASSWORD", "must be set together with SMTP_USER, or neither");
    }
    checkAddress(env, "MAIL_FROM", config.from());
    config.replyTo().ifPresent(address -> checkAddress(env, "MAIL_REPLY_TO", address));
    return config;
  }

  private static void checkAddress(Env env, String name, String address) {
    if (!ADDRESS.matcher(address).matches()) {
      env.problem(name, "must be name@example.org or Name <name@example.org>");
    }
  }

  public boolean isSetUp() {
    return host.isPresent();
  }
}
