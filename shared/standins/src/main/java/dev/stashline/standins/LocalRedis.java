package dev.stashline.standins;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
 * cannot kill it.
 */
public final class LocalRedis extends LocalServer {

  private static final Duration STARTUP = Duration.ofSeconds(30);
  private static final Duration BETWEEN_PROBES = Duration.ofMillis(20);

  private static final byte[] PROBE =
      "INFO server\r\nPING\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII);

  private @Nullable Process server;

  private LocalRedis(Setup<LocalRedis> setup) {
    super("Redis", setup, LocalRedis::stopLeftBehind);
  }

  /** A server whose data is deleted when it is closed. */
  public static Setup<LocalRedis> temporary() {
    return new Setup<>(null, LocalRedis::new);
  }

  /** A server that keeps its data in a directory, which is made when absent. */
  public static Setup<LocalRedis> in(Path directory) {
    return new Setup<>(directory, LocalRedis::new);
  }

  @Override
  boolean runs() {
    return server != null;
  }

  @Override
  int launch(ServerDirectory directory, int wanted, Consumer<String> progress) {
    try {
      int port = wanted == 0 ? Ports.free() : wanted;
      Process started = launch(port);
      server = started;
      awaitAnswer(started, port);
      return port;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void stop() {
    end(process -> process.stop(GRACE));
  }

  @Override
  public synchronized void kill() {
    end(ServerProcess::kill);
  }

  /** {@code redis://127.0.0.1:port}, without password. */
  public String url() {
    return "redis://127.0.0.1:" + port();
  }

  private void end(Consumer<ServerProcess> how) {
    Process running = server;
    if (running != null) {
      server = null;
      how.accept(new ServerProcess(running.toHandle()));
    }
  }

  private Process launch(int port) throws IOException {
    Path data = Files.createDirectories(directory().resolve("data"));
    Path binaries = Files.createDirectories(binaries(directory()));
    String binary =
        ExecutableProvider.newJarResourceProvider(binaries.toFile()).get().getAbsolutePath();
    Path settings = directory().resolve("redis.conf");
    Files.write(
        settings,
        List.of(
            "port " + port,
            "bind 127.0.0.1",
            "dir " + quoted(data),
            "pidfile " + quoted(pidFile(directory())),
            "appendonly yes",
            "appendfsync everysec",
            "save \"\""));
    return new ProcessBuilder(binary, settings.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
        .start();
  }

  private void awaitAnswer(Process started, int port) throws IOException {
    long deadline = System.nanoTime() + STARTUP.toNanos();
    while (!answers(started, port)) {
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
  private static boolean answers(Process started, int port) {
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

  private static void stopLeftBehind(Path directory, Consumer<String> progress) {
    // The binary is run from the directory itself, which tells our server from any other.
    ServerProcess.running(
            pidFile(directory),
            info ->
                info.command()
                    .filter(command -> Path.of(command).startsWith(binaries(directory)))
                    .isPresent())
        .ifPresent(left -> endLeftBehind(left, "Redis", progress));
  }

  private String endOfLog() throws IOException {
    List<String> lines = Files.readAllLines(log());
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
  }

  private static String quoted(Path path) {
    return '"' + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private Path log() {
    return directory().resolve("redis.log");
  }

  private static Path pidFile(Path directory) {
    return directory.resolve("redis.pid");
  }

  private static Path binaries(Path directory) {
    return directory.resolve("bin");
  }
}
