package dev.stashline.messages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.messages.ScheduledMessage.QueueEntry;
import dev.stashline.messages.ScheduledMessage.QueueEntry.Kind;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueueWishTest {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Sample ONCE = Sample.of("once", "2026-03-08");
  private static final Instant ITS_TIME = Instant.parse("2026-03-08T09:00:00Z");

  @ParameterizedTest
  @ValueSource(strings = {"daily", "weekly", "2x_week", "3x_week", "monthly"})
  void what_comes_again_is_a_schedule_paused_as_its_message_is(String type) {
    var sample = Sample.of(type, "2027-01-01");
    String cron = sample.recurrence().queueCron().orElseThrow();

    assertThat(wish(sample))
        .isEqualTo(new QueueWish.Schedule("scheduled-message-message-1", cron, false));
    assertThat(wish(sample.in(MessageStatus.PAUSED)))
        .isEqualTo(new QueueWish.Schedule("scheduled-message-message-1", cron, true));
  }

  @Test
  void B02_what_comes_once_is_a_message_from_when_the_queue_takes_it() {
    var near = ITS_TIME.minus(WEEK);

    assertThat(QueueWish.of(ONCE.message(), near.minusMillis(1), WEEK))
        .isEqualTo(new QueueWish.Nothing());
    assertThat(QueueWish.of(ONCE.message(), near, WEEK)).isEqualTo(new QueueWish.Message(ITS_TIME));
    assertThat(QueueWish.of(ONCE.message(), ITS_TIME.plusSeconds(60), WEEK))
        .isEqualTo(new QueueWish.Message(ITS_TIME));
  }

  @Test
  void B11_what_comes_once_is_nothing_while_it_is_paused() {
    assertThat(QueueWish.of(ONCE.in(MessageStatus.PAUSED).message(), ITS_TIME, WEEK))
        .isEqualTo(new QueueWish.Nothing());
  }

  @ParameterizedTest
  @EnumSource(names = {"PARTIAL", "COMPLETED", "CANCELLED"})
  void B11_what_is_over_is_nothing(MessageStatus status) {
    assertThat(wish(Sample.of("daily", "2026-01-01").in(status)))
        .isEqualTo(new QueueWish.Nothing());
    assertThat(QueueWish.of(ONCE.in(status).message(), ITS_TIME, WEEK))
        .isEqualTo(new QueueWish.Nothing());
  }

  @ParameterizedTest
  @EnumSource
  void B05_what_has_no_next_time_is_nothing(MessageStatus status) {
    assertThat(wish(Sample.of("daily", "2026-01-01").in(status).over()))
        .isEqualTo(new QueueWish.Nothing());
  }

  @Test
  void what_came_once_and_was_delivered_stays_as_it_is() {
    var entry = new QueueEntry("msg_1", Kind.MESSAGE, ITS_TIME, 3);
    var sent = ONCE.over().told(entry);

    assertThat(QueueWish.of(sent.message(), ITS_TIME, WEEK)).isEqualTo(new QueueWish.AsItIs());
    assertThat(new QueueWish.AsItIs().isTold(entry)).isTrue();
    assertThat(QueueWish.of(sent.message(), ITS_TIME.minusMillis(1), WEEK))
        .as("sent before its time it is to be taken back")
        .isEqualTo(new QueueWish.Nothing());
    assertThat(QueueWish.of(sent.in(MessageStatus.CANCELLED).message(), ITS_TIME, WEEK))
        .isEqualTo(new QueueWish.Nothing());
  }

  @Test
  void a_message_is_told_if_the_queue_has_it_for_that_time() {
    var wish = new QueueWish.Message(ITS_TIME);

    assertThat(wish.isTold(new QueueEntry("msg_1", Kind.MESSAGE, ITS_TIME, 3))).isTrue();
    assertThat(wish.isTold(new QueueEntry("msg_1", Kind.MESSAGE, NOON, 3))).isFalse();
    assertThat(wish.isTold(new QueueEntry("scd_1", Kind.SCHEDULE, null, 3))).isFalse();
    assertThat(wish.isTold(new QueueEntry(null, null, null, 3))).isFalse();
  }

  @Test
  void nothing_is_told_if_the_queue_has_nothing() {
    var wish = new QueueWish.Nothing();

    assertThat(wish.isTold(new QueueEntry(null, null, null, 3))).isTrue();
    assertThat(wish.isTold(new QueueEntry("scd_1", Kind.SCHEDULE, null, 3))).isFalse();
    assertThat(wish.isTold(new QueueEntry("msg_1", Kind.MESSAGE, ITS_TIME, 3))).isFalse();
  }

  @Test
  void a_schedule_is_told_each_time_again() {
    var wish = (QueueWish.Schedule) wish(Sample.of("daily", "2026-01-01"));

    assertThat(wish.isTold(new QueueEntry(wish.id(), Kind.SCHEDULE, null, 0))).isFalse();
  }

  @Test
  void a_schedules_id_leads_back_to_its_message() {
    var wish = (QueueWish.Schedule) wish(Sample.of("daily", "2026-01-01"));

    assertThat(QueueWish.messageOf(wish.id())).isEqualTo("message-1");
    assertThat(QueueWish.messageOf("scd_of_somebody_else")).isNull();
  }

  private static QueueWish wish(Sample sample) {
    return QueueWish.of(sample.message(), NOON, WEEK);
  }
}
