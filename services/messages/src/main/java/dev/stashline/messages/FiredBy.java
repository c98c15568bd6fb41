package dev.stashline.messages;

import java.util.Locale;

/** What let an occurrence fire. Whoever calls, the row decides whether it is due. */
enum FiredBy {
  /** A delivery of QStash. */
  QUEUE,
  /** Our own clock, when QStash has not come in time. */
  CLOCK,
  /** Somebody who wanted it sent now. */
  PERSON;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
