package dev.stashline.standins;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A real Postgres server on this machine's loopback address, started from binaries on the class
 * path and as durable as a real one: fsync and synchronous commit are on.
 *
 * <pre>
 *   directory/data          the cluster, kept across restarts
 *   directory/postgres.log  the server's own log (never mixed into ours: it may quote row values)
 *   directory/lock          held while a process uses the directory
 * </pre>
 *
 * A killed process leaves its server running. The next start on the same directory stops that
 * server first and says so; a directory that a living process uses is refused.
 *
 * <p>Any local user may log in as {@code postgres} without a password: a stand-in for development
 * and tests, not for production. Calls block; not for event-loop threads.
 */
public final class LocalPostgres implements AutoCloseable {

  private static final String USER = "postgres";
  private static final String DATA = "data";
  private static final String UNFINISHED = "data.unfinished";
  private static final Duration STARTUP = Duration.ofSeconds(60);
  private static final Duration GRACE = Duration.ofSeconds(10);

  /** Overrides of the library's defaults, which trade durability for speed. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "fsync", "on",
          "synchronous_commit", "on",
          "full_page_writes", "on",
          "max_connections", "200",
          "listen_addresses", "127.0.0.1",
          // No socket file: two servers on one port in two network namespaces would clash over it.
          "unix_socket_directories", "",
          // The log must not repeat statements with personal data.
          "log_min_error_statement", "panic",
          "log_error_verbosity", "terse");

  private final ServerDirectory directory;
  private final Consumer<String> progress;
  private final Thread exitHook = new Thread(this::close, "local-postgres-exit");
  private int port;
  private @Nullable EmbeddedPostgres server;
  private boolean closed;

  private LocalPostgres(Setup setup, ServerDirectory directory) {
    this.directory = directory;
    this.port = setup.port;
    this.progress = setup.progress;
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

  /** What to start; the defaults are a free port, no progress lines, and stopping at exit. */
  public static final class Setup {
    private final @Nullable Path directory;
    private int port;
    private boolean stopAtExit = true;
    private Consumer<String> progress = line -> {};

    private Setup(@Nullable Path directory) {
      this.directory = directory;
    }

    /** 0 takes a free port. */
    public Setup port(int port) {
      this.port = port;
      return this;
    }

    /** Receives a line of plain English for each step that may take seconds. */
    public Setup progress(Consumer<String> progress) {
      this.progress = progress;
      return this;
    }

    /**
     * Leaves it to the caller to close the server when the process ends, after whatever still needs
     * it has stopped. Exit hooks run side by side, so the built-in one would not wait for that.
     */
    public Setup closedByCaller() {
      this.stopAtExit = false;
      return this;
    }

    /**
     * Starts the server and waits until it answers.
     *
     * @throws IllegalStateException when a living process uses the directory, or the server does
     *     not come up; the message names the directory and the log file
     */
    public LocalPostgres start() {
      ServerDirectory owned =
          directory == null
              ? ServerDirectory.temporary("postgres", left -> stopLeftBehind(left, progress))
              : ServerDirectory.lasting(directory);
      LocalPostgres postgres = new LocalPostgres(this, owned);
      try {
        postgres.start();
      } catch (RuntimeException e) {
        postgres.close();
        throw e;
      }
      return postgres;
    }
  }

  /** Starts a stopped server again, on the same port and data; does nothing when it runs. */
  public synchronized void start() {
    if (closed) {
      throw new IllegalStateException("This Postgres has been closed");
    }
    if (server != null) {
      return;
    }
    stopLeftBehind(directory.path(), progress);
    if (Files.exists(data())) {
      progress.accept("Starting Postgres on its existing data");
    } else {
      progress.accept(
          "Starting Postgres with new data; the first start on a machine unpacks it and takes some"
              + " seconds");
      if (!directory.temporary()) {
        initialise();
      }
    }
    EmbeddedPostgres started = launch(data());
    server = started;
    port = started.getPort();
    progress.accept("Postgres is ready on port " + port);
  }

  /**
   * Makes the cluster under another name and renames it when it is complete, so that a process
   * killed half way leaves nothing that looks like a cluster.
   */
  private void initialise() {
    Path unfinished = directory.path().resolve(UNFINISHED);
    try {
      ServerDirectory.delete(unfinished);
      launch(unfinished).close();
      Files.move(unfinished, data());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private EmbeddedPostgres launch(Path data) {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setPort(port)
            .setPGStartupWait(STARTUP)
            .setOutputRedirector(Redirect.appendTo(log().toFile()))
            // Bytewise order everywhere, whatever the machine's locale.
            .setLocaleConfig("locale", "C.UTF-8");
    SETTINGS.forEach(builder::setServerConfig);
    try {
      EmbeddedPostgres started = builder.start();
      if (Postmaster.runningIn(data).isEmpty()) {
        // The library is content with any Postgres that answers on the port.
        started.close();
        throw new IllegalStateException("Another server answers on port " + port);
      }
      return started;
    } catch (IOException | RuntimeException e) {
      throw new IllegalStateException("Postgres did not start; its log is " + log(), e);
    }
  }

  /** Shuts the server down cleanly; clients lose their connections. The data stays. */
  public synchronized void stop() {
    EmbeddedPostgres running = server;
    if (running == null) {
      return;
    }
    server = null;
    try {
      running.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // The library only logs a stop that failed.
    Postmaster.runningIn(data()).ifPresent(ServerProcess::kill);
  }

  /** Stops cleanly and starts again, as an upgrade does. */
  public synchronized void restart() {
    stop();
    start();
  }

  /**
   * Kills every process of the server at once, as a power cut would, and leaves it down. {@link
   * #start} brings it back by crash recovery; the library logs an error then, rightly.
   */
  public synchronized void kill() {
    Postmaster.runningIn(data()).ifPresent(ServerProcess::kill);
    stop();
  }

  /** The URL of the database {@code postgres}, which always exists. */
  public String url() {
    return url("postgres");
  }

  /** The URL of a database on this server, existing or not. */
  public String url(String database) {
    return "postgres://" + USER + "@127.0.0.1:" + port() + "/" + database;
  }

  public synchronized int port() {
    return port;
  }

  /** Creates an empty database and returns its URL. */
  public String createDatabase(String name) {
    return createDatabase(name, "template0");
  }

  /** Creates a copy of a database that nobody is connected to, and returns its URL. */
  public String createDatabase(String name, String template) {
    execute("create database " + quoted(name) + " template " + quoted(template));
    return url(name);
  }

  /** Creates the database unless it exists, and returns its URL. */
  public String ensureDatabase(String name) {
    try {
      return createDatabase(name);
    } catch (IllegalStateException e) {
      if (e.getCause() instanceof SQLException sql && "42P04".equals(sql.getSQLState())) {
        return url(name);
      }
      throw e;
    }
  }

  /** Drops a database, cutting its connections; one that does not exist is no error. */
  public void dropDatabase(String name) {
    execute("drop database if exists " + quoted(name) + " with (force)");
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

  /** Stops the server that a killed process left on a directory, and clears a stale pid file. */
  static void stopLeftBehind(Path directory, Consumer<String> progress) {
    for (String name : List.of(DATA, UNFINISHED)) {
      Path data = directory.resolve(name);
      Postmaster.runningIn(data)
          .ifPresent(
              left -> {
                boolean clean = left.stop(GRACE);
                progress.accept(
                    "Stopped a Postgres server (process %d) that an earlier run left behind%s"
                        .formatted(
                            left.handle().pid(),
                            clean ? "" : "; it had to be killed and will recover from its log"));
              });
      if (Postmaster.removeStaleFile(data)) {
        progress.accept("Removed the stale postmaster.pid of an earlier run");
      }
    }
  }

  private void execute(String sql) {
    String jdbc = "jdbc:postgresql://127.0.0.1:" + port() + "/postgres?user=" + USER;
    try (Connection connection = DriverManager.getConnection(jdbc);
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout((int) TimeUnit.MINUTES.toSeconds(1));
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("Postgres refused: " + sql, e);
    }
  }

  private static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  private Path data() {
    return directory.path().resolve(DATA);
  }

  private Path log() {
    return directory.path().resolve("postgres.log");
  }
}
