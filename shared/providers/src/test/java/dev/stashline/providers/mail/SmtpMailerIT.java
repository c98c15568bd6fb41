package dev.stashline.providers.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stashline.providers.ProviderFailure;
import dev.stashline.providers.ProviderFailure.NeedsPerson;
import dev.stashline.providers.ProviderFailure.Never;
import dev.stashline.providers.ProviderFailure.RetryNow;
import dev.stashline.runtime.Secret;
import dev.stashline.standins.Inbox;
import dev.stashline.standins.ReceivedMail;
import dev.stashline.testkit.LogCapture;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The adapter against a real mail server, over real SMTP. */
class SmtpMailerIT {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final String ANNA = "anna@example.test";

  private final Vertx vertx = Vertx.vertx();
  private Inbox inbox;
  private SmtpMailer mailer;

  @BeforeEach
  void start() {
    inbox = Inbox.start(vertx, InstantSource.system(), 0, 0);
    mailer = new SmtpMailer(vertx, config(Optional.empty()));
  }

  @AfterEach
  void stop() {
    mailer.close().await();
    inbox.close();
    vertx.close().await();
  }

  @Test
  void a_mail_arrives_as_it_was_written() throws Exception {
    mailer.send(mail("<1@stashline.test>", ANNA), LONG);

    ReceivedMail mail = inbox.awaitMail(ANNA, LONG);
    assertThat(mail.messageId()).isEqualTo("<1@stashline.test>");
    assertThat(mail.subject()).isEqualTo("Ihr Plan für Zoë — fertig ✓");
    assertThat(mail.text()).isEqualToNormalizingNewlines("Grüße, 日本");
    assertThat(mail.html()).isEqualToNormalizingNewlines("<p>Grüße, 日本</p>\n.\n<p>Ende</p>");
    assertThat(mail.sender()).isEqualTo("plans@stashline.test");
    assertThat(mail.header("From")).hasValue("Stashline <plans@stashline.test>");
    assertThat(mail.header("Reply-To")).hasValue("help@stashline.test");
    assertThat(mail.header("List-Unsubscribe")).hasValue("<https://stashline.test/u/1>");
    assertThat(mail.header("List-Unsubscribe-Post")).hasValue("List-Unsubscribe=One-Click");
  }

  @Test
  void a_temporary_refusal_is_worth_another_attempt() {
    inbox.faults().failNext(2);
    for (int i = 0; i < 2; i++) {
      RetryNow failure = fails(RetryNow.class, "<1@stashline.test>", ANNA, LONG);
      assertThat(failure.outcomeUnknown()).isFalse();
      assertThat(failure).hasMessageContaining("451");
    }
    mailer.send(mail("<1@stashline.test>", ANNA), LONG);
    assertThat(inbox.mails()).hasSize(1);
  }

  @Test
  void a_server_that_is_down_is_worth_another_attempt_and_got_nothing() {
    inbox.refuseConnections();
    assertThat(fails(RetryNow.class, "<1@stashline.test>", ANNA, LONG).outcomeUnknown()).isFalse();
    inbox.acceptConnections();
    mailer.send(mail("<1@stashline.test>", ANNA), LONG);
    assertThat(inbox.mails()).hasSize(1);
  }

  @Test
  void a_server_that_restarts_between_mails_is_reached_again() {
    mailer.send(mail("<1@stashline.test>", ANNA), LONG);
    inbox.refuseConnections();
    inbox.acceptConnections();
    mailer.send(mail("<2@stashline.test>", ANNA), LONG);
    assertThat(inbox.distinctMails()).isEqualTo(2);
  }

  @Test
  void
      a_connection_dropped_after_acceptance_leaves_the_outcome_unknown_and_a_repeat_recognisable() {
    inbox.faults().dropAfterAccepting(1);

    RetryNow failure = fails(RetryNow.class, "<1@stashline.test>", ANNA, LONG);
    assertThat(failure.outcomeUnknown()).isTrue();

    mailer.send(mail("<1@stashline.test>", ANNA), LONG);
    assertThat(inbox.mails()).hasSize(2);
    assertThat(inbox.distinctMails()).isEqualTo(1);
  }

  @Test
  void a_silent_server_costs_no_more_than_the_deadline() {
    inbox.faults().hangNext(1);
    assertThat(fails(RetryNow.class, "<1@stashline.test>", ANNA, SHORT).outcomeUnknown()).isTrue();
    mailer.send(mail("<1@stashline.test>", ANNA), LONG);
  }

  @Test
  void a_refused_recipient_is_final_and_not_quoted() {
    inbox.faults().rejectRecipient(ANNA);
    Never failure = fails(Never.class, "<1@stashline.test>", ANNA, LONG);
    assertThat(failure).hasMessageContaining("550").hasMessageNotContaining(ANNA).hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "anna",
        "anna@",
        "Anna <anna@example.test>",
        "anna@example.test,bob@example.test",
        "anna@example.test\r\nRCPT TO:<bob@example.test>"
      })
  void what_is_no_bare_address_never_reaches_the_server(String recipient) {
    fails(Never.class, "<1@stashline.test>", recipient, LONG);
    assertThat(inbox.mails()).isEmpty();
  }

  @Test
  void a_wrong_password_and_a_missing_one_need_a_person() {
    inbox.faults().requireLogin("plans", "right");
    assertThat(fails(NeedsPerson.class, "<1@stashline.test>", ANNA, LONG))
        .hasMessageContaining("530");

    SmtpMailer wrong = new SmtpMailer(vertx, config(Optional.of("wrong-planted")));
    assertThatThrownBy(() -> wrong.send(mail("<1@stashline.test>", ANNA), LONG))
        .isInstanceOf(NeedsPerson.class)
        .hasMessageContaining("535")
        .hasMessageNotContaining("wrong-planted");
    wrong.close().await();

    SmtpMailer right = new SmtpMailer(vertx, config(Optional.of("right")));
    right.send(mail("<1@stashline.test>", ANNA), LONG);
    right.close().await();
    assertThat(inbox.mails()).hasSize(1);
  }

  @Test
  void starttls_that_the_server_lacks_needs_a_person() {
    SmtpConfig plain = config(Optional.empty());
    SmtpMailer strict =
        new SmtpMailer(
            vertx,
            new SmtpConfig(
                plain.host(),
                plain.port(),
                plain.user(),
                plain.password(),
                SmtpConfig.Tls.STARTTLS,
                plain.from(),
                plain.replyTo()));
    assertThatThrownBy(() -> strict.send(mail("<1@stashline.test>", ANNA), LONG))
        .isInstanceOf(NeedsPerson.class)
        .hasMessageContaining("SMTP_TLS");
    strict.close().await();
  }

  @Test
  void no_address_password_or_body_is_logged() {
    inbox.faults().requireLogin("plans", "right-planted");
    SmtpMailer right = new SmtpMailer(vertx, config(Optional.of("right-planted")));
    try (LogCapture logs = LogCapture.start()) {
      right.send(mail("<1@stashline.test>", ANNA), LONG);
      inbox.faults().rejectRecipient("bob@example.test");
      assertThatThrownBy(() -> right.send(mail("<2@stashline.test>", "bob@example.test"), LONG))
          .isInstanceOf(Never.class);
      for (String planted :
          new String[] {ANNA, "bob@example.test", "right-planted", "Grüße", "Zoë"}) {
        assertThat(logs.linesWith(planted)).isEmpty();
      }
    }
    right.close().await();
  }

  private <F extends ProviderFailure> F fails(
      Class<F> type, String messageId, String to, Duration deadline) {
    return catchThrowableOfType(type, () -> mailer.send(mail(messageId, to), deadline));
  }

  private SmtpConfig config(Optional<String> password) {
    return new SmtpConfig(
        Optional.of("127.0.0.1"),
        inbox.smtpPort(),
        password.map(given -> "plans"),
        password.map(Secret::new),
        SmtpConfig.Tls.NONE,
        "Stashline <plans@stashline.test>",
        Optional.of("help@stashline.test"));
  }

  private static Mail mail(String messageId, String to) {
    return new Mail(
        messageId,
        to,
        "Ihr Plan für Zoë\n— fertig ✓",
        "Grüße, 日本",
        "<p>Grüße, 日本</p>\n.\n<p>Ende</p>",
        Optional.of(URI.create("https://stashline.test/u/1")));
  }
}
