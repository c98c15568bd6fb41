package dev.stashline.broker;

import dev.stashline.qstash.BadRequestException;
import dev.stashline.qstash.PublishSettings;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is published again and again.
 *
 * @param cron as it was given, blanks round it dropped
 * @param headers the publish headers from which {@code settings} were read
 * @param nextAt the next occurrence; null for never
 * @param lastMessages what the last occurrence published
 * @param error why the last occurrence published nothing; null if it did
 * @param skipped occurrences left out because the one before was not over
 * @param missed occurrences that nobody was there for and that were not caught up
 * @param lateMillis how late the last occurrence was; {@code latestMillis} the worst so far
 */
record Schedule(
    String account,
    String id,
    String cron,
    String destination,
    Map<String, List<String>> headers,
    PublishSettings settings,
    byte[] body,
    @Nullable String callerIp,
    MissedRuns missedRuns,
    Overlap overlap,
    boolean paused,
    Instant createdAt,
    @Nullable Instant nextAt,
    @Nullable Instant lastAt,
    List<UUID> lastMessages,
    @Nullable String error,
    long skipped,
    long missed,
    @Nullable Long lateMillis,
    @Nullable Long latestMillis) {

  /** What becomes of occurrences at which no broker was there. */
  enum MissedRuns {
    /** Only the last of them is caught up. */
    LATEST,
    /** None is. */
    SKIP,
    /** Each is, a hundred at most. */
    ALL;

    static final String HEADER = "Stashline-Missed-Runs";
  }

  /** What becomes of an occurrence while the messages of the one before are still under way. */
  enum Overlap {
    ALLOW,
    SKIP;

    static final String HEADER = "Stashline-Overlap";
  }

  /** The columns that {@link #of} reads, of a row called {@code s}. */
  static final String COLUMNS =
      "s.account, s.id, s.cron, s.destination, s.settings::text, s.body, s.caller_ip,"
          + " s.missed_runs, s.overlap, s.paused, s.created_at, s.next_at, s.last_at,"
          + " s.last_messages, s.error, s.skipped, s.missed, s.late_millis, s.latest_millis";

  /** The settings that are the schedule's own and not its messages'. */
  private static final Set<String> OWN =
      Set.of("Upstash-Cron", "Upstash-Schedule-Id", "Upstash-Queue-Name");

  static Schedule of(Row row) {
    var headers = Message.readHeaders(row.getString(4));
    var created = row.getOffsetDateTime(10).toInstant();
    return new Schedule(
        row.getString(0),
        row.getString(1),
        row.getString(2),
        row.getString(3),
        headers,
        Message.read(headers, created),
        row.getBuffer(5).getBytes(),
        row.getString(6),
        MissedRuns.valueOf(row.getString(7).toUpperCase(Locale.ROOT)),
        Overlap.valueOf(row.getString(8).toUpperCase(Locale.ROOT)),
        row.getBoolean(9),
        created,
        instant(row, 11),
        instant(row, 12),
        Arrays.asList(row.getArrayOfUUIDs(13)),
        row.getString(14),
        row.getLong(15),
        row.getLong(16),
        row.getLong(17),
        row.getLong(18));
  }

  private static @Nullable Instant instant(Row row, int at) {
    var time = row.getOffsetDateTime(at);
    return time == null ? null : time.toInstant();
  }

  /** The headers of its messages. */
  Map<String, List<String>> messageHeaders() {
    return messageHeaders(headers);
  }

  static Map<String, List<String>> messageHeaders(Map<String, List<String>> headers) {
    var messages = new LinkedHashMap<>(headers);
    messages.keySet().removeAll(OWN);
    return messages;
  }

  /** The word as the table and the API have it. */
  static String word(Enum<?> policy) {
    return policy.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a policy from its header; the first of its words where the header is absent.
   *
   * @throws BadRequestException for any other word
   */
  static <E extends Enum<E>> E policy(Class<E> policies, String header, @Nullable String text) {
    var all = policies.getEnumConstants();
    if (text == null) {
      return all[0];
    }
    return Arrays.stream(all)
        .filter(each -> word(each).equals(text.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new BadRequestException(
                    header, "must be one of " + Arrays.stream(all).map(Schedule::word).toList()));
  }
}
