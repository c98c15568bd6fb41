package dev.stashline.providers.mail;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A mail to one person.
 *
 * @param messageId {@code <something@domain>}, made from the row that asks for the mail, so that a
 *     repeat carries the same one and can be recognised
 * @param to a bare address, as the person gave it
 * @param subject one line; control characters become spaces
 * @param text the plain text alternative
 * @param unsubscribe where a click ends such mails (RFC 8058, one-click), if anywhere
 */
public record Mail(
    String messageId,
    String to,
    String subject,
    String text,
    String html,
    Optional<URI> unsubscribe) {

  private static final Pattern MESSAGE_ID =
      Pattern.compile("<[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,200}@[A-Za-z0-9.-]{1,200}>");

  /**
   * @throws IllegalArgumentException when the Message-ID is malformed; a bad recipient is judged by
   *     the mailer, since it is the person's word and not the program's
   */
  public Mail {
    if (!MESSAGE_ID.matcher(messageId).matches()) {
      throw new IllegalArgumentException("messageId: must look like <plan-17@example.org>");
    }
    subject = subject.replaceAll("\\p{Cntrl}+", " ");
  }

  /** Names the mail without telling whose it is. */
  @Override
  public String toString() {
    return "Mail[" + messageId + "]";
  }
}
