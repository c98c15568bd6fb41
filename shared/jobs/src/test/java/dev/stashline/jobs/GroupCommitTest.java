package dev.stashline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
  /** A commit that waits until it is told how it ended. */
  private final List<List<Integer>> commits = new ArrayList<>();

  private final List<Promise<List<String>>> ends = new ArrayList<>();
  private boolean away;

  private GroupCommit<Integer, String> group(int most, int atOnce) {
    return new GroupCommit<>(
        most,
        atOnce,
        items -> {
          commits.add(items);
          Promise<List<String>> end = Promise.promise();
          ends.add(end);
          return end.future();
        },
        () -> away ? Future.failedFuture("away") : Future.succeededFuture());
  }

  private void succeed(int commit) {
    ends.get(commit).complete(commits.get(commit).stream().map(i -> "done " + i).toList());
  }

  @Test
  void the_first_goes_at_once_and_what_comes_meanwhile_goes_together() {
    var group = group(100, 1);
    var first = group.submit(1);
    var second = group.submit(2);
    var third = group.submit(3);
    assertThat(commits).containsExactly(List.of(1));
    succeed(0);
    assertThat(first.result()).isEqualTo("done 1");
    assertThat(second.isComplete()).as("answered after its own commit").isFalse();
    assertThat(commits).containsExactly(List.of(1), List.of(2, 3));
    succeed(1);
    assertThat(List.of(second.result(), third.result())).containsExactly("done 2", "done 3");
  }

  @Test
  void a_commit_is_bounded_and_so_are_those_under_way() {
    var group = group(3, 2);
    IntStream.range(0, 9).forEach(group::submit);
    assertThat(commits).containsExactly(List.of(0), List.of(1));
    succeed(0);
    assertThat(commits.getLast()).containsExactly(2, 3, 4);
    assertThat(commits).hasSize(3);
  }

  @Test
  void an_item_that_cannot_be_committed_fails_only_its_caller() {
    var group = group(100, 1);
    group.submit(0);
    var good = group.submit(1);
    var bad = group.submit(2);
    var alsoGood = group.submit(3);
    succeed(0);
    ends.get(1).fail("one of them is refused");
    succeed(2);
    ends.get(3).fail("refused");
    succeed(4);
    assertThat(commits)
        .containsExactly(List.of(0), List.of(1, 2, 3), List.of(1), List.of(2), List.of(3));
    assertThat(good.result()).isEqualTo("done 1");
    assertThat(bad.cause()).hasMessage("refused");
    assertThat(alsoGood.result()).isEqualTo("done 3");
    group.submit(4);
    assertThat(commits.getLast()).containsExactly(4);
  }

  @Test
  void where_there_is_nothing_to_commit_to_all_callers_fail_at_once() {
    var group = group(100, 1);
    group.submit(0);
    var one = group.submit(1);
    var two = group.submit(2);
    succeed(0);
    away = true;
    ends.get(1).fail("connection lost");
    assertThat(one.cause()).hasMessage("connection lost");
    assertThat(two.cause()).hasMessage("connection lost");
    assertThat(commits).hasSize(2);
    group.submit(3);
    assertThat(commits).hasSize(3);
  }

  @Test
  void a_commit_that_throws_fails_its_caller() {
    var group =
        new GroupCommit<Integer, String>(
            10,
            1,
            items -> {
              throw new IllegalStateException("thrown");
            },
            Future::succeededFuture);
    assertThat(group.submit(1).cause()).hasMessage("thrown");
    assertThat(group.submit(2).cause()).hasMessage("thrown");
  }
}
