package dev.stashline.broker;

import dev.stashline.runtime.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * The outcomes of one file of {@code node:test} tests, told line by line by {@code reporter.mjs}.
 *
 * @param tests in the order in which they ended
 * @param printed the other lines, for what a file tells beside its outcomes
 * @param ending empty if the file ran to its end and had tests; else what is wrong with it
 */
record NodeTests(String file, List<Outcome> tests, List<String> printed, String ending) {
  private static final String WORD = "TEST ";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /**
   * @param trouble empty for a test that passed
   */
  record Outcome(String name, String trouble) {}

  /** Runs the file's tests to the end. */
  static NodeTests run(Path home, String file, Map<String, String> env) {
    return run(home, file, env, PATIENCE);
  }

  static NodeTests run(Path home, String file, Map<String, String> env, Duration patience) {
    var tests = new ArrayList<Outcome>();
    var printed = new ArrayList<String>();
    var arguments =
        List.of("--test-reporter=./reporter.mjs", "--test-reporter-destination=stdout", file);
    try (var node = NodeSuite.start(home, arguments, env, patience)) {
      for (String line = node.next(); line != null; line = node.next()) {
        int at = line.indexOf(WORD);
        if (at >= 0) {
          var outcome = Json.tree(line.substring(at + WORD.length()));
          tests.add(new Outcome(outcome.path("name").asText(), outcome.path("trouble").asText()));
        } else {
          printed.add(line);
        }
      }
      return new NodeTests(file, tests, printed, ending(node, tests));
    } catch (AssertionError e) {
      return new NodeTests(file, tests, printed, String.valueOf(e.getMessage()));
    }
  }

  private static String ending(NodeSuite node, List<Outcome> tests) {
    int exit = node.exit();
    boolean failed = tests.stream().anyMatch(test -> !test.trouble().isEmpty());
    if (tests.isEmpty()) {
      return "it reported no test, and ended with " + exit + node.said();
    }
    // Node ends with 1 when a test failed, which is told by that test.
    return exit == 0 || (failed && exit == 1) ? "" : "it ended with " + exit + node.said();
  }

  /** What the file told, beside its outcomes, on lines that begin with a word. */
  List<String> told(String word) {
    return printed.stream()
        .filter(line -> line.startsWith(word + " "))
        .map(line -> line.substring(word.length() + 1))
        .toList();
  }

  /** One test for each of the file's, and one for the file. */
  Stream<DynamicTest> dynamic() {
    return Stream.concat(
        tests.stream()
            .map(
                test ->
                    DynamicTest.dynamicTest(
                        test.name(), () -> requireEmpty(test.name(), test.trouble()))),
        Stream.of(
            DynamicTest.dynamicTest(file + " runs to its end", () -> requireEmpty(file, ending))));
  }

  private void requireEmpty(String what, String trouble) {
    if (!trouble.isEmpty()) {
      throw new AssertionError(file + ": " + what + ": " + trouble);
    }
  }
}
