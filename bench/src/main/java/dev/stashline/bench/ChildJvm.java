package dev.stashline.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A program of the class path in a process of its own, with 256 MB of heap. */
final class ChildJvm implements AutoCloseable {
  private final Process process;
  private final MatchResult ready;

  private ChildJvm(Process process, MatchResult ready) {
    this.process = process;
    this.ready = ready;
  }

  /**
   * Starts a program and waits for its line that says it is ready; what it prints later is dropped.
   */
  static ChildJvm start(
      Class<?> program, List<String> arguments, Map<String, String> environment, Pattern readyLine)
      throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dlogback.configurationFile=logback-bench.xml",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    var process = builder.start();
    var lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line; (line = lines.readLine()) != null; ) {
      var match = readyLine.matcher(line);
      if (match.find()) {
        Thread.ofVirtual().start(() -> drop(lines));
        return new ChildJvm(process, match.toMatchResult());
      }
    }
    throw new IllegalStateException(program.getSimpleName() + " did not start");
  }

  private static void drop(BufferedReader lines) {
    try {
      lines.transferTo(Writer.nullWriter());
    } catch (IOException e) {
      // The process was ended.
    }
  }

  /** The groups of the line that said it is ready. */
  MatchResult ready() {
    return ready;
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
