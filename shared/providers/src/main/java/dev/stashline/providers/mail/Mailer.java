package dev.stashline.providers.mail;

import dev.stashline.providers.ProviderFailure;
import java.time.Duration;

/** Sends mail. */
public interface Mailer {

  /**
   * Hands a mail to the mail server. Blocks; call it on a virtual thread.
   *
   * <p>SMTP has no idempotency: after a failure whose outcome is unknown, the same mail sent again
   * may arrive twice, and is recognisable by its Message-ID.
   *
   * @param deadline the longest wait for the server's acceptance
   * @throws ProviderFailure when the server did not accept it, or not certainly; the caller retries
   */
  void send(Mail mail, Duration deadline);
}
