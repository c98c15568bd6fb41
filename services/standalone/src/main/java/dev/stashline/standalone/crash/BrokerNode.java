package dev.stashline.standalone.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One broker process: started, killed, started again on the same port. A process that ends by
 * itself, because its database is down just as it starts, is started again too, as Kubernetes does.
 */
final class BrokerNode implements AutoCloseable {
  private static final Duration STARTUP = Duration.ofSeconds(60);
  private static final long LOOK_AGAIN_NANOS = 50_000_000;

  private final String name;
  private final int port;
  private final Map<String, String> settings;
  private final Path log;
  private final HttpClient http;
  private final Thread exitHook = new Thread(this::kill, "broker-node-exit");
  private @Nullable Process process;
  private boolean wanted;

  /**
   * @param settings the environment of its {@code serve broker}
   * @param log where its output goes
   */
  BrokerNode(String name, int port, Map<String, String> settings, Path log, HttpClient http) {
    this.name = name;
    this.port = port;
    this.settings = settings;
    this.log = log;
    this.http = http;
    Runtime.getRuntime().addShutdownHook(exitHook);
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Starts the process; does not wait for it. */
  synchronized void start() {
    wanted = true;
    try {
      process = launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    process
        .onExit()
        .thenAccept(
            ended -> {
              synchronized (this) {
                if (wanted && ended.equals(process)) {
                  start();
                }
              }
            });
  }

  private Process launch() throws IOException {
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.stashline.standalone.Stashline",
                "serve",
                "broker")
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()));
    builder.environment().putAll(settings);
    builder.environment().put("NODE_NAME", name);
    builder.environment().put("BROKER_PORT", Integer.toString(port));
    return builder.start();
  }

  /**
   * Waits until it answers.
   *
   * @throws IllegalStateException if it does not come up; the message names its log
   */
  void awaitReady(String token) throws InterruptedException {
    long giveUp = System.nanoTime() + STARTUP.toNanos();
    var question =
        HttpRequest.newBuilder(URI.create(url() + "/v2/keys"))
            .timeout(Duration.ofSeconds(2))
            .header("Authorization", "Bearer " + token)
            .build();
    while (true) {
      try {
        if (http.send(question, BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        // Refused until it listens.
      }
      if (System.nanoTime() > giveUp) {
        throw new IllegalStateException(name + " did not come up; its log is " + log);
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  /** SIGKILL; returns when the process is gone. */
  void kill() {
    Process running;
    synchronized (this) {
      wanted = false;
      running = process;
    }
    if (running != null) {
      running.destroyForcibly().onExit().join();
    }
  }

  @Override
  public void close() {
    kill();
    try {
      Runtime.getRuntime().removeShutdownHook(exitHook);
    } catch (IllegalStateException shuttingDown) {
      // Then it runs, and finds nothing to do.
    }
  }
}
