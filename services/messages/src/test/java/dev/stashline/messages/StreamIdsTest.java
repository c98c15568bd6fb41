package dev.stashline.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class StreamIdsTest {
  private static final Instant DUE = Instant.parse("2026-03-01T09:00:00Z");

  /** Messages may be under way while versions change: an id must not. */
  @Test
  void B07_the_same_copy_has_the_same_id_in_every_version() {
    assertThat(StreamIds.of("message-1", DUE, "client-1"))
        .isEqualTo("scheduled-cc9d525c8701ad7d3e2d18b148d5be24f8c7e820");
  }

  @Test
  void B07_copies_that_differ_in_anything_have_other_ids() {
    var ids = new HashSet<String>();
    ids.add(StreamIds.of("message-1", DUE, "client-1"));
    ids.add(StreamIds.of("message-2", DUE, "client-1"));
    ids.add(StreamIds.of("message-1", DUE, "client-2"));
    ids.add(StreamIds.of("message-1", DUE.plusMillis(1), "client-1"));
    ids.add(StreamIds.of("message-1", DUE.plusSeconds(86_400), "client-1"));
    // Where the parts meet, none can pass for a piece of the other.
    ids.add(StreamIds.of("a:" + DUE, DUE, "b"));
    ids.add(StreamIds.of("a", DUE, DUE + ":b"));

    assertThat(ids).hasSize(7);
  }

  @Test
  void they_have_only_characters_that_the_chat_takes() {
    assertThat(StreamIds.of("a:b/c d", DUE, "ünï côdé:!")).matches("scheduled-[0-9a-f]{40}");
  }
}
