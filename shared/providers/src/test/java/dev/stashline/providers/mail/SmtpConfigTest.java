package dev.stashline.providers.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stashline.runtime.ConfigProblems;
import dev.stashline.runtime.Env;
import dev.stashline.runtime.Secret;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SmtpConfigTest {

  @Test
  void defaults() {
    SmtpConfig config = read(Map.of());
    assertThat(config.isSetUp()).isFalse();
    assertThat(config)
        .isEqualTo(
            new SmtpConfig(
                Optional.empty(),
                587,
                Optional.empty(),
                Optional.empty(),
                SmtpConfig.Tls.STARTTLS,
                "Stashline <no-reply@localhost>",
                Optional.empty()));
  }

  @Test
  void full_mapping() {
    SmtpConfig config =
        read(
            Map.of(
                "SMTP_HOST", "mail.example.org",
                "SMTP_PORT", "465",
                "SMTP_USER", "plans",
                "SMTP_PASSWORD", "planted",
                "SMTP_TLS", "implicit",
                "MAIL_FROM", "plans@example.org",
                "MAIL_REPLY_TO", "Help <help@example.org>"));
    assertThat(config.isSetUp()).isTrue();
    assertThat(config)
        .isEqualTo(
            new SmtpConfig(
                Optional.of("mail.example.org"),
                465,
                Optional.of("plans"),
                Optional.of(new Secret("planted")),
                SmtpConfig.Tls.IMPLICIT,
                "plans@example.org",
                Optional.of("Help <help@example.org>")));
    assertThat(config.toString()).doesNotContain("planted");
  }

  @Test
  void rejections_name_every_setting() {
    var problems =
        catchThrowableOfType(
            ConfigProblems.class,
            () ->
                read(
                    Map.of(
                        "SMTP_PORT", "99999",
                        "SMTP_USER", "plans",
                        "SMTP_TLS", "maybe",
                        "MAIL_FROM", "nobody",
                        "MAIL_REPLY_TO", "a@b.c, d@e.f")));
    assertThat(problems.getMessage())
        .contains("SMTP_PORT", "SMTP_PASSWORD", "SMTP_TLS", "MAIL_FROM", "MAIL_REPLY_TO");
  }

  private static SmtpConfig read(Map<String, String> values) {
    return new Env(values::get).read(SmtpConfig::from);
  }
}
