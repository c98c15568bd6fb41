package dev.stashline.standins;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis server on this machine's loopback address, with an append-only file synced every
 * second, as Redis recommends.
 *
 * <p>The library brings the binary; the process is ours, because the library's own wrapper always
 * stops the server with the JVM's first exit hooks (before whoever still needs it has drained) and
 * cannot kill it. Calls block; not for event-loop threads.
 */
public final class LocalRedis implements AutoCloseable {

  private static final Duration STARTUP = Duration.ofSeconds(30);
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Duration BETWEEN_PROBES = Duration.ofMillis(20);

  private static final byte[] PROBE =
      "INFO server\r\nPING\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII);

  private final ServerDirectory directory;
  private final Thread exitHook = new Thread(this::close, "local-redis-exit");
  private int port;
  private @Nullable Process server;
  private boolean closed;

  private LocalRedis(Setup setup, ServerDirectory directory) {
    this.directory = directory;
    this.port = setup.port;
    if (setup.stopAtExit) {
      Runtime.getRuntime().addShutdownHook(exitHook);
    }
  }

  /** A server whose data is deleted when it is closed. */
  public static Setup temporary() {
    return new Setup(null);
  }

  /** A server that keeps its data in a directory, which is made when absent. */
  public static Setup in(Path directory) {
    return new Setup(directory);
  }

  /** What to start; the defaults are a free port and stopping at exit. */
  public static final class Setup {
    private final @Nullable Path directory;
    private int port;
    private boolean stopAtExit = true;

    private Setup(@Nullable Path directory) {
      this.directory = directory;
    }

    /** 0 takes a free port. */
    public Setup port(int port) {
      this.port = port;
      return this;
    }

    /** Leaves it to the caller to close the server when the process ends. */
    public Setup closedByCaller() {
      this.stopAtExit = false;
      return this;
    }

    /**
     * Starts the server and waits until it answers.
     *
     * @throws IllegalStateException when a living process uses the directory, or the server does
     *     not come up; the message carries the end of its log
     */
    public LocalRedis start() {
      ServerDirectory owned =
          directory == null
              ? ServerDirectory.temporary("redis", LocalRedis::stopLeftBehind)
              : ServerDirectory.lasting(directory);
      LocalRedis redis = new LocalRedis(this, owned);
      try {
        redis.start();
      } catch (RuntimeException e) {
        redis.close();
        throw e;
      }
      return redis;
    }
  }

  /** Starts a stopped server again, on the same port and data; does nothing when it runs. */
  public synchronized void start() {
    if (closed) {
      throw new IllegalStateException("This Redis has been closed");
    }
    if (server != null) {
      return;
    }
    stopLeftBehind(directory.path());
    try {
      port = port == 0 ? freePort() : port;
      Process started = launch();
      server = started;
      awaitAnswer(started);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Shuts the server down cleanly; clients lose their connections. The data stays. */
  public synchronized void stop() {
    end(process -> process.stop(GRACE));
  }

  /** Stops cleanly and starts again. */
  public synchronized void restart() {
    stop();
    start();
  }

  /** Kills the server and leaves it down until {@link #start}. */
  public synchronized void kill() {
    end(ServerProcess::kill);
  }

  /** {@code redis://127.0.0.1:port}, without password. */
  public String url() {
    return "redis://127.0.0.1:" + port();
  }

  public synchronized int port() {
    return port;
  }

  /** Stops the server for good, and deletes its data when they were temporary. */
  @Override
  public synchronized void close() {
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

  private void end(Consumer<ServerProcess> how) {
    Process running = server;
    if (running != null) {
      server = null;
      how.accept(new ServerProcess(running.toHandle()));
    }
  }

  private Process launch() throws IOException {
    Path data = Files.createDirectories(directory.path().resolve("data"));
    Path binaries = Files.createDirectories(binaries(directory.path()));
    String binary =
        ExecutableProvider.newJarResourceProvider(binaries.toFile()).get().getAbsolutePath();
    Path settings = directory.path().resolve("redis.conf");
    Files.write(
        settings,
        List.of(
            "port " + port,
            "bind 127.0.0.1",
            "dir " + quoted(data),
            "pidfile " + quoted(pidFile(directory.path())),
            "appendonly yes",
            "appendfsync everysec",
            "save \"\""));
    return new ProcessBuilder(binary, settings.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
        .start();
  }

  private void awaitAnswer(Process started) throws IOException {
    long deadline = System.nanoTime() + STARTUP.toNanos();
    while (!answers(started)) {
      try {
        boolean ended = started.waitFor(BETWEEN_PROBES.toMillis(), TimeUnit.MILLISECONDS);
        if (ended || System.nanoTime() > deadline) {
          throw new IllegalStateException("Redis did not start: " + endOfLog());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while Redis was starting", e);
      }
    }
  }

  /**
   * Whether the process itself answers: another server on the same port does not count, and neither
   * does an answer that the data is still being loaded.
   */
  private boolean answers(Process started) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      socket.setSoTimeout(1_000);
      socket.getOutputStream().write(PROBE);
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return answer.contains("process_id:" + started.pid() + "\r\n") && answer.contains("+PONG");
    } catch (IOException e) {
      return false;
    }
  }

  private static void stopLeftBehind(Path directory) {
    // The binary is run from the directory itself, which tells our server from any other.
    Optional<ServerProcess> left =
        ServerProcess.running(
            pidFile(directory),
            info ->
                info.command()
                    .filter(command -> Path.of(command).startsWith(binaries(directory)))
                    .isPresent());
    left.ifPresent(process -> process.stop(GRACE));
  }

  private String endOfLog() throws IOException {
    List<String> lines = Files.readAllLines(log());
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String quoted(Path path) {
    return '"' + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private Path log() {
    return directory.path().resolve("redis.log");
  }

  private static Path pidFile(Path directory) {
    return directory.resolve("redis.pid");
  }

  private static Path binaries(Path directory) {
    return directory.resolve("bin");
  }
}
