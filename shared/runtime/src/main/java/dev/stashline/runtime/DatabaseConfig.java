package dev.stashline.runtime;

import java.time.Duration;

/**
 * Where Postgres is.
 *
 * @param url {@code postgres://user:password@host:port/database?sslmode=…}; a secret, because of
 *     the password
 * @param poolSize connections of this process
 */
public record DatabaseConfig(Secret url, int poolSize, Duration connectTimeout) {
  public static DatabaseConfig from(Env env) {
    return new DatabaseConfig(
        env.requiredSecret(
            "DATABASE_URL", "Postgres 15 or newer: postgres://user:password@host:port/database"),
        env.integer("DATABASE_POOL", 16, 2, 500, "Connections that one process keeps to Postgres"),
        env.duration(
            "DATABASE_CONNECT_TIMEOUT",
            Duration.ofSeconds(5),
            "The longest wait for a connection to Postgres"));
  }
}
