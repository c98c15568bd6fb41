package dev.stashline.qstash;

import java.util.List;
import java.util.Optional;

/**
 * The credentials that the official development server publishes, so that clients find a broker on
 * port 8080 without any configuration. Anybody knows them: outside local development a broker must
 * refuse them.
 */
public record DevCredentials(String token, SigningKeys keys) {

  /** Users 1 to 4. Clients in development mode ask for the first one's keys. */
  public static final List<DevCredentials> USERS =
      List.of(
          user(
              "eyJVc2VySUQiOiJkZWZhdWx0VXNlciIsIlBhc3N3b3JkIjoiZGVmYXVsdFBhc3N3b3JkIn0=",
              "sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r",
              "sig_5ZB6DVzB1wjE8S6rZ7eenA8Pdnhs"),
          user(
              "eyJVc2VySUQiOiJ0ZXN0VXNlcjEiLCJQYXNzd29yZCI6InRlc3RQYXNzd29yZCJ9",
              "sig_7GVPjvuwsfqF65iC8fSrs1dfYruM",
              "sig_5NoELc3EFnZn4DVS5bDs2Nk4b7Ua"),
          user(
              "eyJVc2VySUQiOiJ0ZXN0VXNlcjIiLCJQYXNzd29yZCI6InRlc3RQYXNzd29yZCJ9",
              "sig_6jWGaWRxHsw4vMSPJprXadyvrybF",
              "sig_7qHbvhmahe5GwfePDiS5Lg3pi6Qx"),
          user(
              "eyJVc2VySUQiOiJ0ZXN0VXNlcjMiLCJQYXNzd29yZCI6InRlc3RQYXNzd29yZCJ9",
              "sig_5T8FcSsynBjn9mMLBsXhpacRovJf",
              "sig_7GFR4YaDshFcqsxWRZpRB161jguD"));

  private static DevCredentials user(String token, String current, String next) {
    return new DevCredentials(token, new SigningKeys(current, next));
  }

  /** The published user with this token; empty for any other token. */
  public static Optional<DevCredentials> of(String token) {
    return USERS.stream().filter(user -> user.token.equals(token)).findFirst();
  }

  /** Whether this signing key is a published one. */
  public static boolean isPublishedKey(String key) {
    return USERS.stream()
        .anyMatch(user -> user.keys.current().equals(key) || user.keys.next().equals(key));
  }
}
