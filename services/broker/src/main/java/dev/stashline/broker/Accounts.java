package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stashline.qstash.DevCredentials;
import dev.stashline.qstash.MessageIds;
import dev.stashline.qstash.SigningKeys;
import dev.stashline.runtime.Json;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
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
 * Who may use the broker. The users are those of the settings; their keys are rows, so that a
 * rotation holds on all nodes and through restarts, until the settings bring other keys.
 */
final class Accounts {
  /** $1 id, $2 token hash, $3 current key, $4 next key, $5 hash of the configured keys, $6 now. */
  private static final String STORE =
      """
      insert into broker.account as a (id, token_hash, current_key, next_key, configured, created_at)
      values ($1, $2, $3, $4, $5, $6)
      on conflict (id) do update set token_hash = excluded.token_hash,
        current_key = case when a.configured = excluded.configured then a.current_key else excluded.current_key end,
        next_key = case when a.configured = excluded.configured then a.next_key else excluded.next_key end,
        configured = excluded.configured\
      """;

  /** $1 id. */
  private static final String KEYS =
      "select current_key, next_key from broker.account where id = $1";

  /** $1 id, $2 fresh key. */
  private static final String ROTATE =
      "update broker.account set current_key = next_key, next_key = $2 where id = $1 returning"
          + " current_key, next_key";

  private final Pool pool;
  private final InstantSource clock;
  private final RandomGenerator chance;
  private final List<Account> accounts;

  /** Looked up by hash: what the look-up's time tells is nothing about the token. */
  private final Map<Buffer, String> byTokenHash = new HashMap<>();

  private record Account(String id, String token, SigningKeys keys) {}

  Accounts(Pool pool, BrokerConfig config, InstantSource clock, RandomGenerator chance) {
    this.pool = pool;
    this.clock = clock;
    this.chance = chance;
    accounts = accounts(config);
    accounts.forEach(a -> byTokenHash.put(Buffer.buffer(sha256(a.token())), a.id()));
  }

  private static List<Account> accounts(BrokerConfig config) {
    var accounts = new ArrayList<Account>();
    config
        .user()
        .ifPresent(
            user -> accounts.add(new Account("default", user.token().reveal(), user.keys())));
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

  boolean isEmpty() {
    return accounts.isEmpty();
  }

  /** Writes the users' rows. */
  Future<Void> store() {
    Future<?> stored = Future.succeededFuture();
    for (Account account : accounts) {
      var row =
          Tuple.of(
              account.id(),
              Buffer.buffer(sha256(account.token())),
              account.keys().current(),
              account.keys().next(),
              Buffer.buffer(sha256(account.keys().current() + " " + account.keys().next())),
              Publishing.utc(clock.instant()));
      stored = stored.compose(v -> pool.preparedQuery(STORE).execute(row));
    }
    return stored.mapEmpty();
  }

  /** The account of a token. */
  Optional<String> find(String token) {
    return Optional.ofNullable(byTokenHash.get(Buffer.buffer(sha256(token))));
  }

  /** The account of the user that a token of the hosted service's form names. */
  Optional<String> findUser(String userId) {
    return accounts.stream()
        .filter(account -> userId.equals(userId(account.token())))
        .map(Account::id)
        .findFirst();
  }

  /** Empty for a token of another form. */
  private static String userId(String token) {
    try {
      var json = Json.tree(new String(Base64.getDecoder().decode(token), UTF_8));
      return json == null ? "" : json.path("UserID").asText();
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  Future<SigningKeys> keys(String account) {
    return pool.preparedQuery(KEYS)
        .execute(Tuple.of(account))
        .map(rows -> rows.iterator().next())
        .map(row -> new SigningKeys(row.getString(0), row.getString(1)));
  }

  /** The next key becomes the current one; returns the keys after it. */
  Future<SigningKeys> rotate(String account) {
    return pool.preparedQuery(ROTATE)
        .execute(Tuple.of(account, MessageIds.signingKey(chance)))
        .map(rows -> rows.iterator().next())
        .map(row -> new SigningKeys(row.getString(0), row.getString(1)));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java platform has no SHA-256", e);
    }
  }
}
