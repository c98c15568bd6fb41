package dev.stashline.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A child JVM of a test: started with its own environment, watched by its output, killed or stopped
 * at will, and never left behind by a test JVM that ends.
 *
 * <p>Output and error are one stream. All waiting has a deadline.
 */
public final class JvmProcess implements AutoCloseable {

  private static final Duration REAPING = Duration.ofSeconds(30);

  private final String name;
  private final Process process;
  private final List<String> lines = new ArrayList<>();
  private final Thread reader;
  private final Thread exitHook;
  private boolean ended;

  private JvmProcess(Setup setup) {
    this.name = setup.name;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(setup.jvmOptions);
    command.addAll(setup.program);
    command.addAll(setup.arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(setup.environment);
    setup.directory.ifPresent(directory -> builder.directory(directory.toFile()));
    try {
      this.process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.exitHook = new Thread(process::destroyForcibly, name + "-reaper");
    Runtime.getRuntime().addShutdownHook(exitHook);
    this.reader = Thread.ofVirtual().name(name + "-output").start(() -> read(setup.echo));
  }

  /** A program that is started by {@code java -jar}. */
  public static Setup jar(Path jar) {
    return new Setup(String.valueOf(jar.getFileName()), List.of("-jar", jar.toString()));
  }

  /** A main class on this test's own class path. */
  public static Setup main(Class<?> main) {
    return new Setup(
        main.getSimpleName(),
        List.of("-cp", System.getProperty("java.class.path"), main.getName()));
  }

  /** What to start; the child inherits this process's environment and working directory. */
  public static final class Setup {
    private String name;
    private final List<String> program;
    private final List<String> jvmOptions = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Optional<Path> directory = Optional.empty();
    private Consumer<String> echo = line -> {};

    private Setup(String name, List<String> program) {
      this.name = name;
      this.program = program;
    }

    /** Names the process in failures. */
    public Setup named(String name) {
      this.name = name;
      return this;
    }

    public Setup jvmOptions(String... options) {
      jvmOptions.addAll(List.of(options));
      return this;
    }

    public Setup arguments(String... arguments) {
      this.arguments.addAll(List.of(arguments));
      return this;
    }

    public Setup env(String name, String value) {
      environment.put(name, value);
      return this;
    }

    public Setup env(Map<String, String> values) {
      environment.putAll(values);
      return this;
    }

    public Setup directory(Path directory) {
      this.directory = Optional.of(directory);
      return this;
    }

    /** Receives each output line as it comes, on a thread of its own. */
    public Setup echo(Consumer<String> echo) {
      this.echo = echo;
      return this;
    }

    public JvmProcess start() {
      return new JvmProcess(this);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** All output so far, oldest first. */
  public List<String> output() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  /**
   * Waits for an output line that contains the pattern, looking at earlier output too.
   *
   * @return the match, so that a test can read a port from its group
   * @throws AssertionError after the deadline, or as soon as the process has ended without such a
   *     line; it carries the last output
   */
  public Matcher awaitLine(Pattern pattern, Duration deadline) throws InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    int seen = 0;
    synchronized (lines) {
      while (true) {
        for (; seen < lines.size(); seen++) {
          Matcher matcher = pattern.matcher(lines.get(seen));
          if (matcher.find()) {
            return matcher;
          }
        }
        long left = end - System.nanoTime();
        if (ended || left <= 0) {
          throw failure(
              (ended ? "ended without" : "did not print within " + deadline) + " " + pattern);
        }
        TimeUnit.NANOSECONDS.timedWait(lines, left);
      }
    }
  }

  /** Kills the process at once (SIGKILL where there are signals) and waits until it is gone. */
  public void kill() throws InterruptedException {
    process.toHandle().destroyForcibly();
    awaitExit(REAPING);
  }

  /** Asks the process to end (SIGTERM where there are signals); does not wait. */
  public void terminate() {
    process.toHandle().destroy(); // Process.destroy would close the output too
  }

  /**
   * Waits for the end, and for the last line of output.
   *
   * @return the exit code
   */
  public int awaitExit(Duration deadline) throws InterruptedException {
    if (!process.waitFor(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
      throw failure("still runs after " + deadline);
    }
    reader.join(REAPING);
    return process.exitValue();
  }

  /** Kills the process when it still runs. */
  @Override
  public void close() {
    process.toHandle().destroyForcibly();
    try {
      process.onExit().get(REAPING.toSeconds(), TimeUnit.SECONDS);
      Runtime.getRuntime().removeShutdownHook(exitHook);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw failure("survives its kill");
    } catch (IllegalStateException e) {
      // This JVM is ending; the hook has done the same.
    }
  }

  private void read(Consumer<String> echo) {
    try (BufferedReader output = process.inputReader()) {
      String line;
      while ((line = output.readLine()) != null) {
        add(line);
        echo.accept(line);
      }
    } catch (IOException e) {
      add("(output lost: " + e.getMessage() + ")");
    } finally {
      synchronized (lines) {
        ended = true;
        lines.notifyAll();
      }
    }
  }

  private void add(String line) {
    synchronized (lines) {
      lines.add(line);
      lines.notifyAll();
    }
  }

  private AssertionError failure(String what) {
    List<String> output = output();
    return new AssertionError(
        "Process %s %s. Its last output:%n%s"
            .formatted(
                name,
                what,
                String.join("\n", output.subList(Math.max(0, output.size() - 40), output.size()))));
  }
}
