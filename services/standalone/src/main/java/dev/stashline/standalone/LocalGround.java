package dev.stashline.standalone;

import dev.stashline.qstash.DevCredentials;
import dev.stashline.standins.Inbox;
import dev.stashline.standins.LocalPostgres;
import dev.stashline.standins.LocalRedis;
import dev.stashline.standins.StreamStandin;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The embedded parts of dev and demo: a real Postgres, a real Redis, a mail server with an inbox
 * page, a chat service with a page. Their data lie in one folder and survive a restart.
 */
final class LocalGround implements AutoCloseable {
  /** Known to everybody: they open nothing but what listens on this machine. */
  static final String CHAT_KEY = "development-key";

  static final String CHAT_SECRET = "development-secret-of-the-chat-stand-in";

  /** As examples write it, so that they work as they are. */
  static final String SCHEDULER_KEY = "your-scheduler-api-key";

  private final LocalPostgres postgres;
  private final LocalRedis redis;
  private final Vertx vertx;
  private final Inbox inbox;
  private final StreamStandin chat;
  private final AtomicBoolean closed = new AtomicBoolean();

  private LocalGround(
      LocalPostgres postgres, LocalRedis redis, Vertx vertx, Inbox inbox, StreamStandin chat) {
    this.postgres = postgres;
    this.redis = redis;
    this.vertx = vertx;
    this.inbox = inbox;
    this.chat = chat;
  }

  /**
   * Starts the parts; blocks for one to five seconds.
   *
   * @param fresh empties the folder first
   * @param clock of the chat service, which judges tokens by it
   * @param inboxPort of the inbox page; 0 lets the system choose
   * @param chatPort of the chat service; 0 lets the system choose
   * @param progress told what takes time
   */
  static LocalGround start(
      Path folder,
      boolean fresh,
      InstantSource clock,
      int inboxPort,
      int chatPort,
      Consumer<String> progress)
      throws IOException {
    if (fresh) {
      delete(folder);
    }
    Files.createDirectories(folder);
    var postgres =
        LocalPostgres.in(folder.resolve("postgres")).progress(progress).closedByCaller().start();
    var redis = LocalRedis.in(folder.resolve("redis")).closedByCaller().start();
    var vertx = Vertx.vertx();
    var inbox = Inbox.start(vertx, InstantSource.system(), 0, inboxPort);
    var chat = StreamStandin.start(vertx, clock, chatPort, CHAT_KEY, CHAT_SECRET);
    return new LocalGround(postgres, redis, vertx, inbox, chat);
  }

  Inbox inbox() {
    return inbox;
  }

  StreamStandin chat() {
    return chat;
  }

  /**
   * What a node needs to know to stand on this ground: development credentials, loopback alone, no
   * login.
   */
  Map<String, String> settings(int appPort, int brokerPort) {
    return settings(
        postgres.ensureDatabase("stashline"),
        redis.url(),
        inbox.smtpPort(),
        chat.baseUrl(),
        appPort,
        brokerPort);
  }

  static Map<String, String> settings(
      String databaseUrl,
      String redisUrl,
      int smtpPort,
      String chatUrl,
      int appPort,
      int brokerPort) {
    var user = DevCredentials.USERS.getFirst();
    var settings = new HashMap<String, String>();
    settings.put("DATABASE_URL", databaseUrl);
    settings.put("REDIS_URL", redisUrl);
    settings.put("SMTP_HOST", "127.0.0.1");
    settings.put("SMTP_PORT", Integer.toString(smtpPort));
    settings.put("SMTP_TLS", "none");
    settings.put("MAIL_FROM", "sage <sage@localhost>");
    settings.put("APP_HOST", "127.0.0.1");
    settings.put("APP_PORT", Integer.toString(appPort));
    settings.put("PUBLIC_BASE_URL", "http://localhost:" + appPort);
    settings.put("AUTH_MODE", "open");
    settings.put("MANAGEMENT_HOST", "127.0.0.1");
    settings.put("MANAGEMENT_PORT", "0");
    settings.put("STREAM_BASE_URL", chatUrl);
    settings.put("STREAM_API_KEY", CHAT_KEY);
    settings.put("STREAM_API_SECRET", CHAT_SECRET);
    settings.put("SCHEDULER_API_KEY", SCHEDULER_KEY);
    settings.put("PLAN_LINK_SECRET", "development-only");
    settings.put("QSTASH_URL", "http://127.0.0.1:" + brokerPort);
    settings.put("QSTASH_TOKEN", user.token());
    settings.put("QSTASH_CURRENT_SIGNING_KEY", user.keys().current());
    settings.put("QSTASH_NEXT_SIGNING_KEY", user.keys().next());
    settings.put("BROKER_HOST", "127.0.0.1");
    settings.put("BROKER_PORT", Integer.toString(brokerPort));
    settings.put("BROKER_DEV_CREDENTIALS", "true");
    settings.put("BROKER_ALLOW_PRIVATE_ADDRESSES", "true");
    settings.put("LOG_FORMAT", "text");
    return settings;
  }

  /** Once; the exit hook of dev closes it before the command itself does. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    inbox.close();
    chat.close();
    vertx.close();
    redis.close();
    postgres.close();
  }

  /** Deletes a folder with all that is in it; a folder that is not there is fine. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
