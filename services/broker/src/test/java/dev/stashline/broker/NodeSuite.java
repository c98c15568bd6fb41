package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Programs of the official clients on Node.js: installed once into the project, run as processes.
 */
final class NodeSuite implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int REMEMBERED = 40;

  private final Process process;
  private final Duration patience;
  private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
  private final Deque<String> last = new ArrayDeque<>();

  private NodeSuite(Process process, Duration patience) {
    this.process = process;
    this.patience = patience;
    Thread.ofVirtual().start(this::read);
  }

  /**
   * Starts a program of {@code src/test/node/}; see {@link NodeHome#of} for when there is no Node.
   */
  static NodeSuite start(String folder, String program, Map<String, String> env) {
    return start(NodeHome.of(folder), List.of(program), env, PATIENCE);
  }

  /**
   * Starts Node.js.
   *
   * @param patience how long each line is waited for
   */
  static NodeSuite start(
      Path home, List<String> arguments, Map<String, String> env, Duration patience) {
    var command = new ArrayList<>(List.of("node"));
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).directory(home.toFile());
    builder.environment().putAll(env);
    builder.redirectErrorStream(true);
    try {
      return new NodeSuite(builder.start(), patience);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void read() {
    try (var output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(Optional.of(line));
      }
    } catch (IOException e) {
      // The process was destroyed; what it said until then has been read.
    } finally {
      lines.add(Optional.empty());
    }
  }

  /**
   * What follows a word at the start of a line that the program prints.
   *
   * @throws AssertionError with what the program said, if it ends first or lets us wait too long
   */
  String line(String word) {
    for (String line = next(); line != null; line = next()) {
      if (line.startsWith(word + " ")) {
        return line.substring(word.length() + 1);
      }
    }
    throw new AssertionError("the program ended without a line " + word + said());
  }

  /** The next line; null when the program has said all. */
  @Nullable String next() {
    try {
      var line = lines.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (line == null) {
        process.destroyForcibly();
        throw new AssertionError("the program printed nothing for " + patience + said());
      }
      if (line.isPresent()) {
        if (last.size() == REMEMBERED) {
          last.removeFirst();
        }
        last.add(line.get());
      }
      return line.orElse(null);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The last of what the program printed. */
  String said() {
    return "; it said:\n" + String.join("\n", last);
  }

  /** How the program ended, once it has said all. */
  int exit() {
    try {
      if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
      process.destroyForcibly();
      throw new AssertionError("the program does not end" + said());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
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
