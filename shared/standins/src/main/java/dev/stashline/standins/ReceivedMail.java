package dev.stashline.standins;

import jakarta.mail.BodyPart;
import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One mail as the inbox took it from the wire.
 *
 * @param number 1 for the first mail of this process
 * @param sender the envelope's sender
 * @param recipients the envelope's recipients, sorted
 * @param subject decoded; empty when absent
 * @param messageId with its angle brackets; empty when absent
 * @param repeat whether an earlier mail had the same Message-ID
 * @param text the plain text part, absent when there is none
 * @param html the HTML part, absent when there is none
 * @param headers as received, in order, decoded
 */
public record ReceivedMail(
    int number,
    Instant at,
    String sender,
    List<String> recipients,
    String subject,
    String messageId,
    boolean repeat,
    @Nullable String text,
    @Nullable String html,
    List<Field> headers) {

  /** One header line. */
  public record Field(String name, String value) {}

  /** The first value of a header, whatever its case. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::value)
        .findFirst();
  }

  /** Reads a message; its {@code repeat} is false until the inbox knows better. */
  static ReceivedMail read(
      int number, Instant at, String sender, List<String> recipients, MimeMessage message)
      throws MessagingException, IOException {
    List<Field> headers = new ArrayList<>();
    for (Header header : Collections.list(message.getAllHeaders())) {
      headers.add(new Field(header.getName(), decoded(header.getValue())));
    }
    String subject = message.getSubject();
    String messageId = message.getMessageID();
    return new ReceivedMail(
        number,
        at,
        sender,
        recipients.stream().sorted().toList(),
        subject == null ? "" : subject,
        messageId == null ? "" : messageId,
        false,
        body(message, "text/plain"),
        body(message, "text/html"),
        List.copyOf(headers));
  }

  ReceivedMail markedAsRepeat() {
    return new ReceivedMail(
        number, at, sender, recipients, subject, messageId, true, text, html, headers);
  }

  private static @Nullable String body(Part part, String type)
      throws MessagingException, IOException {
    if (part.isMimeType(type)) {
      return String.valueOf(part.getContent());
    }
    if (part.getContent() instanceof Multipart parts) {
      for (int i = 0; i < parts.getCount(); i++) {
        BodyPart inner = parts.getBodyPart(i);
        String found = body(inner, type);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private static String decoded(String value) {
    try {
      return MimeUtility.decodeText(MimeUtility.unfold(value));
    } catch (UnsupportedEncodingException e) {
      return value;
    }
  }
}
