package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stashline.qstash.DevCredentials;
import dev.stashline.qstash.MessageIds;
import dev.stashline.qstash.SigningKeys;
import dev.stashline.runtime.Json;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Who may use the broker: the users of the settings, and those whose tokens are in the database.
 * The keys of both are rows, so that a rotation holds on all nodes and through restarts; of a user
 * of the settings, until the settings bring other keys.
 */
final class Accounts {
  /** The user of {@code BROKER_TOKEN}. */
  static final String OF_SETTINGS = "default";

  private final Pool pool;
  private final InstantSource clock;
  private final RandomGenerator chance;
  private final List<Account> configured;
  private final KnownTokens tokens;

  /** Looked up by hash: what the look-up's time tells is nothing about the token. */
  private final Map<Buffer, Sender> byTokenHash = new HashMap<>();

  private record Account(String id, String token, SigningKeys keys) {}

  Accounts(Pool pool, BrokerConfig config, InstantSource clock, RandomGenerator chance) {
    this.pool = pool;
    this.clock = clock;
    this.chance = chance;
    configured = configured(config);
    configured.forEach(a -> byTokenHash.put(hash(a.token()), new Sender(a.id(), false)));
    tokens = new KnownTokens(pool, clock);
  }

  private static List<Account> configured(BrokerConfig config) {
    var accounts = new ArrayList<Account>();
    config
        .user()
        .ifPresent(
            user -> accounts.add(new Account(OF_SETTINGS, user.token().reveal(), user.keys())));
    if (config.devCredentials()) {
      int number = 0;
      for (var dev : DevCredentials.USERS) {
        number++;
        if (accounts.stream().noneMatch(a -> a.token().equals(dev.token()))) {
          accounts.add(new Account("dev" + number, dev.token(), dev.keys()));
        }
      }
    }
    return accounts;
  }

  /**
   * Writes the rows of the users of the settings and reads who else there is. Answers whether there
   * is anybody; fails with {@link TablesMissing}.
   */
  Future<Boolean> ready() {
    Future<?> stored = Future.succeededFuture();
    for (Account account : configured) {
      var row =
          Tuple.of(
              account.id(),
              hash(account.token()),
              account.keys().current(),
              account.keys().next(),
              hash(account.keys().current() + " " + account.keys().next()),
              Publishing.utc(clock.instant()));
      stored = stored.compose(v -> pool.preparedQuery(UserSql.CONFIGURE).execute(row));
    }
    return stored
        .compose(v -> tokens.read())
        .map(any -> any || !configured.isEmpty())
        .recover(TablesMissing::explain);
  }

  /** Who has this token. Fails with {@link ApiError} 503 if that cannot be told. */
  Future<Optional<Sender>> find(String token) {
    var hash = hash(token);
    var sender = byTokenHash.get(hash);
    return sender == null ? tokens.find(hash) : Future.succeededFuture(Optional.of(sender));
  }

  /** The user that a token of the hosted service's form names; those of the settings come first. */
  Future<Optional<Sender>> findUser(String userId) {
    var sender =
        configured.stream()
            .filter(account -> userId.equals(userId(account.token())))
            .map(account -> new Sender(account.id(), false))
            .findFirst();
    return sender.isEmpty() ? tokens.findWriter(userId) : Future.succeededFuture(sender);
  }

  /** Empty for a token of another form. */
  static String userId(String token) {
    try {
      var json = Json.tree(new String(Base64.getDecoder().decode(token), UTF_8));
      return json == null ? "" : json.path("UserID").asText();
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  Future<SigningKeys> keys(String account) {
    return pool.preparedQuery(UserSql.KEYS)
        .execute(Tuple.of(account))
        .map(rows -> keys(rows.iterator().next()));
  }

  /** The next key becomes the current one; returns the keys after it. */
  Future<SigningKeys> rotate(String account) {
    return pool.preparedQuery(UserSql.ROTATE)
        .execute(Tuple.of(account, MessageIds.signingKey(chance)))
        .map(rows -> keys(rows.iterator().next()));
  }

  static SigningKeys keys(Row row) {
    return new SigningKeys(row.getString(0), row.getString(1));
  }

  /** SHA-256. A token is long and random: it needs no salt. */
  static Buffer hash(String text) {
    try {
      return Buffer.buffer(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java platform has no SHA-256", e);
    }
  }
}
