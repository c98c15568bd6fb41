package dev.stashline.standins;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A server that this process runs for itself on the loopback address, with a directory of its own:
 * started, stopped, killed and started again on the same port and data, until it is closed for
 * good.
 *
 * <p>A killed process leaves its server running. The next start on the same directory stops that
 * server first and says so; a directory that a living process uses is refused. Calls block; not for
 * event-loop threads.
 */
public abstract sealed class LocalServer implements AutoCloseable
    permits LocalPostgres, LocalRedis {

  /** How long a server may take to stop by itself. */
  static final Duration GRACE = Duration.ofSeconds(10);

  private final String name;
  private final ServerDirectory directory;
  private final BiConsumer<Path, Consumer<String>> stopLeftBehind;
  private final Consumer<String> progress;
  private final Thread exitHook;
  private int port;
  private boolean closed;

  /**
   * @param name the product's, for what people read
   * @param stopLeftBehind ends the server that a killed process left in a directory, and says so
   */
  LocalServer(String name, Setup<?> setup, BiConsumer<Path, Consumer<String>> stopLeftBehind) {
    String word = name.toLowerCase(Locale.ROOT);
    this.name = name;
    this.stopLeftBehind = stopLeftBehind;
    this.progress = setup.progress;
    this.port = setup.port;
    this.exitHook = new Thread(this::close, "local-" + word + "-exit");
    this.directory =
        setup.directory == null
            ? ServerDirectory.temporary(word, left -> stopLeftBehind.accept(left, progress))
            : ServerDirectory.lasting(setup.directory);
    if (setup.stopAtExit) {
      Runtime.getRuntime().addShutdownHook(exitHook);
    }
  }

  /** What to start; the defaults are a free port, no progress lines, and stopping at exit. */
  public static final class Setup<S extends LocalServer> {
    private final @Nullable Path directory;
    private final Function<Setup<S>, S> server;
    private int port;
    private boolean stopAtExit = true;
    private Consumer<String> progress = line -> {};

    /**
     * @param directory null for one that is deleted when the server is closed
     */
    Setup(@Nullable Path directory, Function<Setup<S>, S> server) {
      this.directory = directory;
      this.server = server;
    }

    /** 0 takes a free port. */
    public Setup<S> port(int port) {
      this.port = port;
      return this;
    }

    /** Receives a line of plain English for each step that may take seconds. */
    public Setup<S> progress(Consumer<String> progress) {
      this.progress = progress;
      return this;
    }

    /**
     * Leaves it to the caller to close the server when the process ends, after whatever still needs
     * it has stopped. Exit hooks run side by side, so the built-in one would not wait for that.
     */
    public Setup<S> closedByCaller() {
      this.stopAtExit = false;
      return this;
    }

    /**
     * Starts the server and waits until it answers.
     *
     * @throws IllegalStateException when a living process uses the directory, or the server does
     *     not come up; the message says where its log is, or how it ends
     */
    public S start() {
      S made = server.apply(this);
      try {
        made.start();
      } catch (RuntimeException e) {
        made.close();
        throw e;
      }
      return made;
    }
  }

  /** Starts a stopped server again, on the same port and data; does nothing when it runs. */
  public final synchronized void start() {
    if (closed) {
      throw new IllegalStateException("This " + name + " has been closed");
    }
    if (!runs()) {
      stopLeftBehind.accept(directory.path(), progress);
      port = launch(directory, port, progress);
    }
  }

  abstract boolean runs();

  /**
   * Starts the server and waits until it answers.
   *
   * @param wanted 0 for a free port
   * @return its port
   */
  abstract int launch(ServerDirectory directory, int wanted, Consumer<String> progress);

  /** Shuts the server down cleanly; clients lose their connections. The data stays. */
  public abstract void stop();

  /** Stops cleanly and starts again, as an upgrade does. */
  public final synchronized void restart() {
    stop();
    start();
  }

  /**
   * Kills every process of the server at once, as a power cut would, and leaves it down until
   * {@link #start}.
   */
  public abstract void kill();

  public final synchronized int port() {
    return port;
  }

  /** Stops the server for good, and deletes its data when they were temporary. */
  @Override
  public final synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      stop();
    } finally {
      directory.close();
      ExitHooks.forget(exitHook);
    }
  }

  /** Where its data and its log are. */
  final Path directory() {
    return directory.path();
  }

  /** Ends what an earlier run left behind, and says so. */
  static void endLeftBehind(ServerProcess left, String name, Consumer<String> progress) {
    boolean clean = left.stop(GRACE);
    progress.accept(
        "Stopped a %s server (process %d) that an earlier run left behind%s"
            .formatted(
                name,
                left.handle().pid(),
                clean ? "" : "; it had to be killed and will recover from its log"));
  }
}
