package dev.stashline.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class JvmProcessTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  /** The child: prints its setting and waits to be ended. */
  static final class Child {
    public static void main(String[] args) throws InterruptedException {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("draining")));
      System.out.println("listening on port " + System.getenv("CHILD_PORT"));
      if (args.length > 0) {
        System.exit(Integer.parseInt(args[0]));
      }
      Thread.currentThread().join();
    }
  }

  @Test
  void a_line_is_awaited_and_read_even_when_it_came_earlier() throws InterruptedException {
    try (JvmProcess child = JvmProcess.main(Child.class).env("CHILD_PORT", "4711").start()) {
      for (int i = 0; i < 2; i++) {
        var match = child.awaitLine(Pattern.compile("port (\\d+)"), SOON);
        assertThat(match.group(1)).isEqualTo("4711");
      }
    }
  }

  @Test
  void terminating_lets_exit_hooks_run_and_killing_does_not() throws InterruptedException {
    try (JvmProcess child = JvmProcess.main(Child.class).start()) {
      child.awaitLine(Pattern.compile("listening"), SOON);
      child.terminate();
      child.awaitExit(SOON);
      assertThat(child.output()).contains("draining");
    }
    try (JvmProcess child = JvmProcess.main(Child.class).start()) {
      child.awaitLine(Pattern.compile("listening"), SOON);
      child.kill();
      assertThat(child.isAlive()).isFalse();
      assertThat(child.output()).doesNotContain("draining");
    }
  }

  @Test
  void a_process_that_ends_early_fails_the_wait_at_once_and_shows_its_output()
      throws InterruptedException {
    try (JvmProcess child = JvmProcess.main(Child.class).arguments("3").start()) {
      assertThatThrownBy(() -> child.awaitLine(Pattern.compile("never printed"), SOON))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("ended without")
          .hasMessageContaining("listening on port");
      assertThat(child.awaitExit(SOON)).isEqualTo(3);
    }
  }
}
