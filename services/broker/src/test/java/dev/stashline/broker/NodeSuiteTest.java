package dev.stashline.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** A suite on Node.js must be able to fail. */
class NodeSuiteTest {
  private static final String MANIFEST = "package.json";

  @TempDir private Path folder;

  private NodeTests run(String program) throws IOException {
    Path home = NodeHome.of("sdk");
    Files.writeString(folder.resolve("program.mjs"), program);
    Files.copy(home.resolve("reporter.mjs"), folder.resolve("reporter.mjs"));
    return NodeTests.run(folder, "program.mjs", Map.of(), Duration.ofSeconds(5));
  }

  @Test
  void without_Node_it_is_skipped_but_fails_in_continuous_integration() {
    assertThatExceptionOfType(TestAbortedException.class)
        .isThrownBy(() -> NodeHome.require("sdk", false, null))
        .withMessageContaining("SKIPPED");
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> NodeHome.require("sdk", false, "true"));
    NodeHome.require("sdk", true, "true");
  }

  @Test
  void each_outcome_is_told_by_its_name() throws IOException {
    var tests =
        run(
            """
            import test from "node:test";
            import assert from "node:assert";
            test("good", () => {});
            test("bad", () => assert.equal(1, 2));
            test("left out", { skip: true }, () => {});
            console.log("TOLD something");
            """);
    assertThat(tests.tests())
        .extracting(NodeTests.Outcome::name)
        .containsExactly("good", "bad", "left out");
    assertThat(tests.tests().get(0).trouble()).isEmpty();
    assertThat(tests.tests().get(1).trouble()).contains("AssertionError");
    assertThat(tests.tests().get(2).trouble()).contains("skipped");
    assertThat(tests.ending()).isEmpty();
    assertThat(tests.told("TOLD")).containsExactly("something");
  }

  @Test
  void a_file_that_reports_nothing_or_breaks_is_a_failure() throws IOException {
    assertThat(run("console.log('no tests');").ending()).contains("reported no test");
    Files.delete(folder.resolve("reporter.mjs"));
    assertThat(run("this is no program").ending()).contains("SyntaxError");
    Files.delete(folder.resolve("reporter.mjs"));
    assertThat(
            run("import test from 'node:test'; test('one', () => {}); await 1; process.exit(7);")
                .ending())
        .isNotEmpty();
  }

  @Test
  void a_program_that_says_nothing_is_not_waited_for_for_ever() throws IOException {
    NodeHome.of("sdk");
    Files.writeString(
        folder.resolve("silent.mjs"), "console.log('a word'); setInterval(() => {}, 1e9);");
    try (var silent =
        NodeSuite.start(folder, List.of("silent.mjs"), Map.of(), Duration.ofSeconds(2))) {
      assertThatExceptionOfType(AssertionError.class)
          .isThrownBy(() -> silent.line("READY"))
          .withMessageContaining("nothing for")
          .withMessageContaining("a word");
    }
  }

  @Test
  void an_installation_that_failed_is_tried_again_and_leaves_the_old_one_alone()
      throws IOException {
    Path source = Files.createDirectories(folder.resolve("source"));
    Path home = folder.resolve("home");
    Files.writeString(source.resolve("program.mjs"), "first");
    Files.writeString(source.resolve(MANIFEST), "{\"version\":1}");
    NodeHome.prepare(source, home, to -> true);
    Files.writeString(source.resolve(MANIFEST), "{\"version\":2}");
    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(AssertionError.class)
          .isThrownBy(() -> NodeHome.prepare(source, home, to -> false));
      assertThat(home.resolve(MANIFEST)).hasContent("{\"version\":1}");
    }
    NodeHome.prepare(source, home, to -> true);
    assertThat(home.resolve(MANIFEST)).hasContent("{\"version\":2}");
    assertThat(home.resolve("program.mjs")).hasContent("first");
    Files.writeString(source.resolve("program.mjs"), "second");
    NodeHome.prepare(
        source,
        home,
        to -> {
          throw new AssertionError("it was installed already");
        });
    assertThat(home.resolve("program.mjs")).hasContent("second");
  }
}
