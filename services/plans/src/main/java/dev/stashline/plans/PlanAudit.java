package dev.stashline.plans;

import dev.stashline.runtime.Audit;
import java.time.Instant;
import java.util.UUID;

/** Entries of the audit about plans: state words alone, no health data. */
final class PlanAudit {
  private PlanAudit() {}

  static Audit.Entry change(Instant at, UUID person, UUID request, String before, String after) {
    return Audit.Entry.of(at, "plans", "plan", person.toString(), before, after).job(request);
  }
}
