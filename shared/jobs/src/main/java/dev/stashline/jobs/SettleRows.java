package dev.stashline.jobs;

import static dev.stashline.jobs.JobRows.utc;

import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The arrays of {@link JobSql#SETTLE}: what each verdict means for its row. */
final class SettleRows {
  private SettleRows() {}

  static Tuple of(List<Settlement> settlements, Instant now) {
    int n = settlements.size();
    var ids = new UUID[n];
    var epochs = new Integer[n];
    var states = new String[n];
    var runAts = new OffsetDateTime[n];
    var refunds = new Integer[n];
    var failures = new String[n];
    var expiries = new OffsetDateTime[n];
    for (int i = 0; i < n; i++) {
      var settlement = settlements.get(i);
      var verdict = settlement.verdict();
      ids[i] = settlement.job().id();
      epochs[i] = settlement.job().epoch();
      states[i] = verdict.state().word();
      var runAt = runAt(verdict, now);
      runAts[i] = runAt == null ? null : utc(runAt);
      refunds[i] =
          verdict instanceof Verdict.SnoozeUntil || verdict instanceof Verdict.HandBack ? 1 : 0;
      failures[i] = storable(reason(verdict));
      expiries[i] = verdict.state().finished() ? expiry(settlement, now) : null;
    }
    return Tuple.of(ids, epochs, states, runAts, refunds, failures)
        .addArrayOfOffsetDateTime(expiries)
        .addValue(utc(now));
  }

  private static @Nullable Instant runAt(Verdict verdict, Instant now) {
    return switch (verdict) {
      case Verdict.RetryAt v -> v.at();
      case Verdict.SnoozeUntil v -> v.until();
      case Verdict.HandBack v -> now;
      default -> null;
    };
  }

  private static @Nullable String reason(Verdict verdict) {
    return switch (verdict) {
      case Verdict.RetryAt v -> v.reason();
      case Verdict.Discard v -> v.reason();
      case Verdict.Cancel v -> v.reason();
      default -> null;
    };
  }

  /** Reasons quote other sides' texts, and Postgres takes any character but zero. */
  static @Nullable String storable(@Nullable String reason) {
    return reason == null ? null : reason.replace("\0", "");
  }

  /** When the finished job may be forgotten; null to forget it at once. */
  private static @Nullable OffsetDateTime expiry(Settlement settlement, Instant now) {
    boolean dead = settlement.verdict() instanceof Verdict.Discard;
    var retention = settlement.kind().retention();
    Duration keep = dead ? retention.dead() : retention.finished();
    return keep.isZero() ? null : utc(now.plus(keep));
  }
}
