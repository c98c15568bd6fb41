package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stashline.qstash.DevCredentials;
import dev.stashline.qstash.MessageIds;
import dev.stashline.qstash.SigningKeys;
import dev.stashline.runtime.Json;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes users of the broker and their tokens, and takes tokens away. Running brokers hear of it by
 * themselves. Every future may fail with {@link TablesMissing}.
 */
public final class Users {
  /** What a token's id begins with, and no user's name. */
  public static final String TOKEN_ID = "tok_";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern DEVELOPMENT = Pattern.compile("dev[0-9]+");

  private final Pool pool;
  private final InstantSource clock;
  private final RandomGenerator chance;

  /**
   * A token that was just made.
   *
   * @param user whose it is
   * @param id names it from now on
   * @param token the token itself: shown now, and never again
   * @param keys the user's
   * @param first whether the user was made with it
   */
  public record Minted(String user, String id, String token, SigningKeys keys, boolean first) {
    @Override
    public String toString() {
      return "Minted[" + user + ", " + id + ", ***]";
    }
  }

  /**
   * A token, or a user who has none.
   *
   * @param ofSettings whether the user is, or was, one of the settings, whose token is not listed
   */
  public record Listed(String user, boolean ofSettings, Optional<ListedToken> token) {}

  /** What may be known of a token. */
  public record ListedToken(String id, boolean readOnly, Instant madeAt) {}

  private Users(Pool pool, InstantSource clock, RandomGenerator chance) {
    this.pool = pool;
    this.clock = clock;
    this.chance = chance;
  }

  /**
   * @param chance makes tokens and keys: a {@link java.security.SecureRandom}
   */
  public static Users in(Pool pool, InstantSource clock, RandomGenerator chance) {
    return new Users(pool, clock, chance);
  }

  /**
   * Makes another token for a user, who is made, with keys, if there is none of this name.
   *
   * @throws IllegalArgumentException saying what is wrong with the name
   */
  public Future<Minted> mint(String name, boolean readOnly) {
    requireName(name);
    String token = token(name);
    String id = TOKEN_ID + MessageIds.signature(chance).substring(4);
    var now = Publishing.utc(clock.instant());
    return pool.withTransaction(
            sql ->
                sql.preparedQuery(UserSql.MAKE)
                    .execute(
                        Tuple.of(
                            name,
                            MessageIds.signingKey(chance),
                            MessageIds.signingKey(chance),
                            now))
                    .compose(
                        made ->
                            sql.preparedQuery(UserSql.ADD_TOKEN)
                                .execute(Tuple.of(id, name, Accounts.hash(token), readOnly, now))
                                .compose(v -> keys(sql, name))
                                .map(
                                    keys ->
                                        new Minted(name, id, token, keys, made.rowCount() > 0))))
        .recover(TablesMissing::explain);
  }

  /**
   * Takes tokens away from a user; what was published with them stays.
   *
   * @param tokenId the one to take away; null for all
   * @return how many are gone; fails with {@link IllegalArgumentException} if there is no such user
   */
  public Future<Integer> revoke(String name, @Nullable String tokenId) {
    return pool.withTransaction(
            sql ->
                keys(sql, name)
                    .compose(
                        v -> sql.preparedQuery(UserSql.REVOKE).execute(Tuple.of(name, tokenId)))
                    .map(gone -> gone.rowCount()))
        .recover(TablesMissing::explain);
  }

  /** All users by name, and their tokens by age. */
  public Future<List<Listed>> list() {
    return pool.query(UserSql.LIST)
        .execute()
        .map(
            rows ->
                rows.stream()
                    .map(
                        row ->
                            new Listed(
                                row.getString(0),
                                row.getBoolean(1),
                                row.getString(2) == null
                                    ? Optional.empty()
                                    : Optional.of(
                                        new ListedToken(
                                            row.getString(2),
                                            row.getBoolean(3),
                                            row.getOffsetDateTime(4).toInstant()))))
                    .toList())
        .recover(TablesMissing::explain);
  }

  private static Future<SigningKeys> keys(SqlConnection sql, String name) {
    return sql.preparedQuery(UserSql.KEYS)
        .execute(Tuple.of(name))
        .map(
            rows -> {
              if (rows.size() == 0) {
                throw new IllegalArgumentException("there is no user \"" + name + "\"");
              }
              return Accounts.keys(rows.iterator().next());
            });
  }

  private static void requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a user's name has 1 to 64 letters, digits, dots, hyphens and underscores, and begins with"
              + " a letter or a digit");
    }
    boolean published =
        DEVELOPMENT.matcher(name).matches()
            || DevCredentials.USERS.stream()
                .anyMatch(user -> name.equals(Accounts.userId(user.token())));
    if (published || name.startsWith(TOKEN_ID)) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is kept for " + (published ? "the development users" : "tokens' ids"));
    }
  }

  /** In the hosted service's form, which the workflow client looks into; 256 bits of chance. */
  private String token(String name) {
    byte[] password = new byte[32];
    chance.nextBytes(password);
    var form = new LinkedHashMap<String, String>();
    form.put("UserID", name);
    form.put("Password", Base64.getUrlEncoder().withoutPadding().encodeToString(password));
    return Base64.getEncoder().encodeToString(Json.write(form).getBytes(UTF_8));
  }
}
