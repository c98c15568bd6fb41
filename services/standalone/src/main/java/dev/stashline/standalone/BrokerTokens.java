package dev.stashline.standalone;

import static dev.stashline.standalone.TextTable.column;

import dev.stashline.broker.Users;
import dev.stashline.runtime.Database;
import dev.stashline.runtime.DatabaseConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What {@code token --broker} does, each time on a database connection of its own. What a program
 * may read goes to {@code out}, all else to {@code err}.
 */
final class BrokerTokens {
  static final String TOKEN_ID = Users.TOKEN_ID;

  private final DatabaseConfig database = Environment.ofProcess().read(DatabaseConfig::from);
  private final PrintWriter out;
  private final PrintWriter err;

  private BrokerTokens(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /**
   * @throws dev.stashline.runtime.ConfigProblems without {@code DATABASE_URL}
   */
  static BrokerTokens of(PrintWriter out, PrintWriter err) {
    return new BrokerTokens(out, err);
  }

  int mint(String name, boolean readOnly) throws Exception {
    var minted = with(users -> users.mint(name, readOnly));
    String url = System.getenv("QSTASH_URL");
    if (url != null && !url.isBlank()) {
      out.println("QSTASH_URL=" + url);
    }
    out.println("QSTASH_TOKEN=" + minted.token());
    out.println("QSTASH_CURRENT_SIGNING_KEY=" + minted.keys().current());
    out.println("QSTASH_NEXT_SIGNING_KEY=" + minted.keys().next());
    out.flush();
    err.println(
        (minted.first()
                ? "Made the user " + name + " with the"
                : "Made the user " + name + " another")
            + (readOnly ? " read-only" : "")
            + " token "
            + minted.id()
            + ". It is not kept, and so cannot be shown again.");
    return 0;
  }

  /** {@code tokenId} null for all of them. Ends 1 if nothing was there to revoke. */
  int revoke(String name, @Nullable String tokenId) throws Exception {
    int gone = with(users -> users.revoke(name, tokenId));
    if (gone == 0) {
      err.println(
          tokenId == null
              ? "The user " + name + " has no token in the database."
              : "The user " + name + " has no token " + tokenId + ".");
      return 1;
    }
    out.println(
        "Revoked "
            + (gone == 1 ? "1 token" : gone + " tokens")
            + " of "
            + name
            + ". Running brokers refuse "
            + (gone == 1 ? "it" : "them")
            + " within five seconds; messages that were published already are still delivered.");
    return 0;
  }

  int list() throws Exception {
    var users = with(Users::list);
    if (users.isEmpty()) {
      out.println("There is no user yet: ./stashline token --broker NAME makes one.");
      return 0;
    }
    out.println(
        TextTable.of(
            users,
            column("user", Users.Listed::user),
            column("token", u -> u.token().map(Users.ListedToken::id).orElse("none")),
            column("kind", BrokerTokens::kind),
            column(
                "made at",
                u ->
                    u.token().map(Users.ListedToken::madeAt).map(BrokerTokens::shown).orElse(""))));
    return 0;
  }

  private static String kind(Users.Listed user) {
    return user.token()
        .map(token -> token.readOnly() ? "read-only" : "full")
        .orElse(user.ofSettings() ? "from the settings" : "");
  }

  private static String shown(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private <T> T with(Function<Users, Future<T>> work) throws Exception {
    var vertx = Vertx.vertx();
    try {
      var pool = Database.open(vertx, database);
      return Await.result(
          Future.succeededFuture()
              .compose(v -> work.apply(Users.in(pool, InstantSource.system(), new SecureRandom())))
              .eventually(pool::close));
    } finally {
      Await.result(vertx.close());
    }
  }
}
