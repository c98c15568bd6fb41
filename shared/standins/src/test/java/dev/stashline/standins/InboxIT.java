package dev.stashline.standins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InboxIT {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Vertx vertx = Vertx.vertx();
  private Inbox inbox;

  @BeforeEach
  void open() {
    inbox = Inbox.start(vertx, () -> NOON, 0, 0);
  }

  @AfterEach
  void close() {
    inbox.close();
    vertx.close().await();
  }

  @Test
  void a_mail_is_kept_with_its_parts_decoded() throws Exception {
    send("anna@example.test", "<1@here>", "Your plan: Käse & more", "<p>Grüße</p>");

    ReceivedMail mail = inbox.awaitMail("anna@example.test", SOON);

    assertThat(mail.subject()).isEqualTo("Your plan: Käse & more");
    assertThat(mail.text()).isEqualTo("Plain Grüße");
    assertThat(mail.html()).isEqualTo("<p>Grüße</p>");
    assertThat(mail.messageId()).isEqualTo("<1@here>");
    assertThat(mail.at()).isEqualTo(NOON);
    assertThat(mail.header("subject")).hasValue("Your plan: Käse & more");
    assertThat(inbox.mailsTo("bob@example.test")).isEmpty();
  }

  @Test
  void a_repeat_is_recognised_by_its_message_id() throws Exception {
    send("anna@example.test", "<1@here>", "once", "<p>x</p>");
    send("anna@example.test", "<1@here>", "again", "<p>x</p>");
    send("anna@example.test", "<2@here>", "another", "<p>x</p>");

    JsonObject answer = new JsonObject(get("api/mails").body());

    assertThat(answer.getInteger("count")).isEqualTo(3);
    assertThat(answer.getInteger("distinct")).isEqualTo(2);
    assertThat(answer.getJsonArray("mails").getJsonObject(0).getString("subject"))
        .as("newest first")
        .isEqualTo("another");
    assertThat(answer.getJsonArray("mails").getJsonObject(1).getBoolean("repeat")).isTrue();
  }

  @Test
  void hostile_content_is_escaped_on_the_page_and_confined_in_the_frame() throws Exception {
    String hostile = "<script>alert(1)</script>";
    send("anna@example.test", "<1@here>", hostile, "<html><head></head>" + hostile + "</html>");

    for (String page : new String[] {"", "mails/1"}) {
      assertThat(get(page).body()).contains("&lt;script&gt;").doesNotContain(hostile);
    }
    HttpResponse<String> frame = get("mails/1/html");
    assertThat(frame.body()).contains(hostile).contains("<base target=\"_blank\">");
    assertThat(frame.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("sandbox ")
        .contains("default-src 'none'")
        .doesNotContain("allow-scripts")
        .doesNotContain("allow-same-origin");
    assertThat(get("mails/7").statusCode()).isEqualTo(404);
  }

  @Test
  void faults_run_down_and_the_port_can_be_closed_and_opened() throws Exception {
    inbox.faults().failNext(1);
    assertThatThrownBy(() -> send("anna@example.test", "<1@here>", "s", "h"))
        .hasStackTraceContaining("451");
    send("anna@example.test", "<1@here>", "s", "h");

    inbox.refuseConnections();
    assertThatThrownBy(() -> send("anna@example.test", "<2@here>", "s", "h"))
        .isInstanceOf(MessagingException.class);
    inbox.acceptConnections();
    send("anna@example.test", "<2@here>", "s", "h");

    inbox.faults().dropAfterAccepting(1);
    assertThatThrownBy(() -> send("anna@example.test", "<3@here>", "s", "h"))
        .isInstanceOf(MessagingException.class);

    assertThat(inbox.mails())
        .extracting(ReceivedMail::messageId)
        .containsExactly("<1@here>", "<2@here>", "<3@here>");
  }

  @Test
  void waiting_for_a_mail_that_does_not_come_ends() {
    assertThatThrownBy(() -> inbox.awaitMail("nobody@example.test", Duration.ofMillis(20)))
        .isInstanceOf(TimeoutException.class);
  }

  private void send(String to, String messageId, String subject, String html)
      throws MessagingException {
    Properties settings = new Properties();
    settings.put("mail.smtp.host", "127.0.0.1");
    settings.put("mail.smtp.port", String.valueOf(inbox.smtpPort()));
    MimeBodyPart text = new MimeBodyPart();
    text.setText("Plain Grüße", "UTF-8");
    MimeBodyPart htmlPart = new MimeBodyPart();
    htmlPart.setText(html, "UTF-8", "html");
    MimeMessage message =
        new MimeMessage(Session.getInstance(settings)) {
          @Override
          protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", messageId);
          }
        };
    message.setFrom("plans@example.test");
    message.setRecipient(Message.RecipientType.TO, new InternetAddress(to));
    message.setSubject(subject, "UTF-8");
    message.setContent(new MimeMultipart("alternative", text, htmlPart));
    Transport.send(message);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(inbox.url() + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
