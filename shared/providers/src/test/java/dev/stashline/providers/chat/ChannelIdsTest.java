package dev.stashline.providers.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelIdsTest {

  private static final Pattern SAFE = Pattern.compile("[a-z0-9-]{1,64}");

  /** Numbers of one to four digits: put together, most of the pairs read the same. */
  @Test
  void B16_a_million_pairs_have_a_million_safe_channel_ids() {
    int people = 1_415;
    Set<String> ids = HashSet.newHashSet(1_000_405);
    for (int i = 0; i < people; i++) {
      for (int j = 0; j < i; j++) {
        String id = ChannelIds.of(String.valueOf(i), String.valueOf(j));
        if (!SAFE.matcher(id).matches() || !ids.add(id)) {
          throw new AssertionError(id + " of " + i + " and " + j + " is unsafe or there already");
        }
      }
    }
    assertThat(ids).hasSizeGreaterThan(1_000_000);
  }

  @Test
  void B16_odd_ids_have_safe_and_different_channels() {
    List<String> odd =
        List.of(
            "",
            " ",
            ":",
            "messaging:x",
            "a:b",
            "a",
            "b",
            "ab",
            "A",
            "Ä",
            "日本",
            "💬",
            "\ud83d",
            "\udcac",
            "?",
            "\u0000",
            "\u0000a",
            "a\u0000",
            "'; --",
            "x".repeat(10_000));
    Set<String> ids = new HashSet<>();
    int pairs = 0;
    for (String first : odd) {
      for (String second : odd) {
        String id = ChannelIds.of(first, second);
        assertThat(id).matches(SAFE);
        assertThat(ChannelIds.of(second, first)).isEqualTo(id);
        ids.add(id);
        pairs += first.compareTo(second) <= 0 ? 1 : 0;
      }
    }
    assertThat(ids).hasSize(pairs);
  }

  /** Another id for the same pair would open a second channel beside that with their history. */
  @Test
  void B16_the_id_of_a_pair_never_changes() {
    assertThat(ChannelIds.of("coach-1", "client-1"))
        .isEqualTo("pair-8c699f6d025fe25138f71233d9b0fdccc75d807993295dbc")
        .isEqualTo(ChannelIds.of("client-1", "coach-1"));
  }

  @Test
  void B16_a_legacy_channel_can_be_used_as_it_is() {
    for (String legacy : new String[] {"chat_1x2y3z", "!members-Abc_9"}) {
      assertThat(new Channel(legacy, "coach", List.of("coach", "client")).id()).isEqualTo(legacy);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "messaging:chat_1", "a b", "a/b", "a?b", "ä"})
  void what_the_service_would_refuse_is_refused_here(String id) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Channel(id, "coach", List.of("coach", "client")));
    assertThatIllegalArgumentException().isThrownBy(() -> new ChatMessage("m", id, "coach", "x"));
  }
}
