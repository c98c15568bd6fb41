package dev.stashline.testkit;

import dev.stashline.standins.LocalPostgres;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A database of its own for a test, on the one real Postgres server of the test JVM. The server is
 * started by the first call and stopped with the JVM; its settings are those of production (fsync
 * included).
 *
 * @param name the database's name, unique in this JVM
 * @param url {@code postgres://…}, without password
 */
public record TestDatabase(String name, String url) implements AutoCloseable {

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Map<String, String> TEMPLATES = new ConcurrentHashMap<>();

  /** Creates an empty database. */
  public static TestDatabase fresh() {
    return copyOf("template0");
  }

  /**
   * Creates a copy of a prepared database, which is cheaper than preparing each one.
   *
   * @param recipe names what is prepared; the first call with it does the work, later ones copy
   * @param prepare receives the URL of the empty database and must close its connections
   */
  public static TestDatabase fresh(String recipe, Consumer<String> prepare) {
    String template =
        TEMPLATES.computeIfAbsent(
            recipe,
            absent -> {
              TestDatabase prepared = fresh();
              prepare.accept(prepared.url());
              return prepared.name();
            });
    return copyOf(template);
  }

  /** The server all test databases live on. Tests that stop or kill a server start their own. */
  public static LocalPostgres server() {
    return Server.SHARED;
  }

  /** Drops the database, cutting connections that are still open. */
  @Override
  public void close() {
    server().dropDatabase(name);
  }

  private static TestDatabase copyOf(String template) {
    String name = "test_" + COUNT.incrementAndGet();
    return new TestDatabase(name, server().createDatabase(name, template));
  }

  /** Holds the server apart, so that it starts with its first use and once. */
  private static final class Server {
    static final LocalPostgres SHARED = LocalPostgres.temporary().start();
  }
}
