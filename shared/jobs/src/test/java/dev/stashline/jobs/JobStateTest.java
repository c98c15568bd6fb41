package dev.stashline.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobStateTest {
  @Test
  void words_are_read_back() {
    for (JobState state : JobState.values()) {
      assertThat(JobState.of(state.word())).isEqualTo(state);
    }
    assertThat(Arrays.stream(JobState.values()).map(JobState::word))
        .isEqualTo(List.of("pending", "running", "completed", "discarded", "cancelled"));
    assertThatThrownBy(() -> JobState.of("waiting")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void only_ends_are_finished_and_only_a_dead_letter_comes_back() {
    for (JobState state : JobState.values()) {
      boolean leadsOn = !state.next().isEmpty();
      assertThat(state.finished() && leadsOn).isEqualTo(state == JobState.DISCARDED);
    }
    assertThat(JobState.PENDING.finished() || JobState.RUNNING.finished()).isFalse();
  }

  @Test
  void every_state_can_be_reached_and_none_follows_itself() {
    var reached = EnumSet.of(JobState.PENDING);
    for (JobState state : JobState.values()) {
      reached.addAll(state.next());
      assertThat(state.next()).doesNotContain(state);
    }
    assertThat(reached).containsExactlyInAnyOrder(JobState.values());
  }
}
