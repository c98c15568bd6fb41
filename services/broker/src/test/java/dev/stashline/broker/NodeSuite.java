package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Programs of the official clients on Node.js: installed once into the project, run as processes.
 */
final class NodeSuite implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private NodeSuite(Process process) {
    this.process = process;
    output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  /**
   * Starts a program of {@code src/test/node/}; without Node.js the test is skipped, and says so.
   */
  static NodeSuite start(String folder, String program, Map<String, String> env) {
    Assumptions.assumeTrue(
        runs("node", "--version"), "SKIPPED: the test of " + folder + " needs Node.js");
    Path home = installed(folder);
    var builder = new ProcessBuilder("node", program).directory(home.toFile());
    builder.environment().putAll(env);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    try {
      return new NodeSuite(builder.start());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Path installed(String folder) {
    Path source = Path.of("src/test/node", folder);
    Path home = Path.of("../../.stashline/node", folder).toAbsolutePath().normalize();
    try {
      Files.createDirectories(home);
      Path manifest = home.resolve("package.json");
      boolean fresh =
          !Files.exists(home.resolve("node_modules"))
              || !Files.exists(manifest)
              || Files.mismatch(manifest, source.resolve("package.json")) >= 0;
      try (var files = Files.list(source)) {
        for (Path file : files.toList()) {
          Files.copy(file, home.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
      }
      if (fresh
          && !runs(
              "npm",
              "install",
              "--prefix",
              home.toString(),
              "--no-package-lock",
              "--no-audit",
              "--no-fund",
              "--legacy-peer-deps",
              "--silent")) {
        throw new AssertionError("npm install of " + folder + " failed");
      }
      return home;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean runs(String... command) {
    try {
      var process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      return process.waitFor(120, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** What follows a word at the start of a line that the program prints. */
  String line(String word) {
    try {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith(word + " ")) {
          return line.substring(word.length() + 1);
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("the program ended without a line " + word);
  }

  /** Ends the program: it reads the end of its input. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException | InterruptedException e) {
      process.destroyForcibly();
    }
  }
}
