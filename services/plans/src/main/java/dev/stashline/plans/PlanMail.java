package dev.stashline.plans;

import dev.stashline.jobs.Failure;
import dev.stashline.jobs.JobFailed;
import dev.stashline.plans.planner.OnboardingForm;
import dev.stashline.providers.ProviderFailure;
import dev.stashline.providers.mail.Mail;
import dev.stashline.providers.mail.Mailer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The mail that tells a person where the plan is. Its Message-ID is made from the request, so
 * however often it is tried it is one mail: a server or a reader that sees it twice can tell.
 */
public final class PlanMail {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final @Nullable Mailer mailer;
  private final Templates templates;
  private final PlanLink link;
  private final URI base;

  /**
   * @param mailer null while mail is switched off
   */
  public PlanMail(@Nullable Mailer mailer, Templates templates, PlansConfig config) {
    this.mailer = mailer;
    this.templates = templates;
    this.link = new PlanLink(config);
    this.base = config.publicBase();
  }

  /** The mail was accepted by the mail server. */
  record Sent(String messageId) {}

  /**
   * Sends it. Blocks.
   *
   * @param requestedAt from when on the link lives: the same for each try
   * @throws JobFailed if the server did not take it; nothing of the plan is done again for that
   */
  Sent send(Person person, UUID request, Instant requestedAt) {
    if (mailer == null) {
      throw new JobFailed(new Failure.NeedsPerson("mail is switched off: SMTP_HOST is not set"));
    }
    var form = OnboardingForm.parse(person.formJson());
    var model =
        Map.<String, Object>of(
            "firstName", firstName(form), "link", link.to(person.id(), requestedAt).toString());
    var messageId = "<plan-" + request + "@" + base.getHost() + ">";
    var mail =
        new Mail(
            messageId,
            person.email(),
            "Your personalised sage plan is ready",
            templates.text("mail/plan-ready.jte", model),
            templates.html("mail/plan-ready.jte", model),
            Optional.empty());
    try {
      mailer.send(mail, DEADLINE);
    } catch (ProviderFailure e) {
      throw new JobFailed(Failures.of(e));
    }
    return new Sent(messageId);
  }

  private static String firstName(OnboardingForm form) {
    String name = form.firstName() != null ? form.firstName() : form.fullName();
    return name == null || name.isBlank() ? "there" : name.strip().split("\\s+")[0];
  }
}
