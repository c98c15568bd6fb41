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
 * Any local user may log in as {@code postgres} without a password: a stand-in for development and
 * tests, not for production.
 */
public final class LocalPostgres extends LocalServer {

  private static final String USER = "postgres";
  private static final String DATA = "data";
  private static final String UNFINISHED = "data.unfinished";
  private static final Duration STARTUP = Duration.ofSeconds(60);

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

  private @Nullable EmbeddedPostgres server;

  private LocalPostgres(Setup<LocalPostgres> setup) {
    super("Postgres", setup, LocalPostgres::stopLeftBehind);
  }

  /** A server whose data is deleted when it is closed. */
  public static Setup<LocalPostgres> temporary() {
    return new Setup<>(null, LocalPostgres::new);
  }

  /** A server that keeps its data in a directory, which is made when absent. */
  public static Setup<LocalPostgres> in(Path directory) {
    return new Setup<>(directory, LocalPostgres::new);
  }

  @Override
  boolean runs() {
    return server != null;
  }

  @Override
  int launch(ServerDirectory directory, int wanted, Consumer<String> progress) {
    if (Files.exists(data())) {
      progress.accept("Starting Postgres on its existing data");
    } else {
      progress.accept(
          "Starting Postgres with new data; the first start on a machine unpacks it and takes some"
              + " seconds");
      if (!directory.temporary()) {
        initialise(wanted);
      }
    }
    EmbeddedPostgres started = launch(data(), wanted);
    server = started;
    progress.accept("Postgres is ready on port " + started.getPort());
    return started.getPort();
  }

  /**
   * Makes the cluster under another name and renames it when it is complete, so that a process
   * killed half way leaves nothing that looks like a cluster.
   */
  private void initialise(int port) {
    Path unfinished = directory().resolve(UNFINISHED);
    try {
      ServerDirectory.delete(unfinished);
      launch(unfinished, port).close();
      Files.move(unfinished, data());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private EmbeddedPostgres launch(Path data, int port) {
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

  @Override
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

  /** {@inheritDoc} It comes back by crash recovery; the library logs an error, rightly. */
  @Override
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

  /** Stops the server that a killed process left on a directory, and clears a stale pid file. */
  private static void stopLeftBehind(Path directory, Consumer<String> progress) {
    for (String name : List.of(DATA, UNFINISHED)) {
      Path data = directory.resolve(name);
      Postmaster.runningIn(data).ifPresent(left -> endLeftBehind(left, "Postgres", progress));
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
    return directory().resolve(DATA);
  }

  private Path log() {
    return directory().resolve("postgres.log");
  }
}
