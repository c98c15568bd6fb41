package dev.stashline.standalone;

import dev.stashline.broker.BrokerConfig;
import dev.stashline.jobs.JobsConfig;
import dev.stashline.messages.MessagesConfig;
import dev.stashline.plans.PlansConfig;
import dev.stashline.providers.ai.AiConfig;
import dev.stashline.providers.chat.ChatConfig;
import dev.stashline.providers.mail.SmtpConfig;
import dev.stashline.qstash.QStashConfig;
import dev.stashline.runtime.AppConfig;
import dev.stashline.runtime.AuthConfig;
import dev.stashline.runtime.ClusterConfig;
import dev.stashline.runtime.DatabaseConfig;
import dev.stashline.runtime.Env;
import dev.stashline.runtime.LogConfig;
import dev.stashline.runtime.ManagementConfig;
import dev.stashline.runtime.RateLimitConfig;
import dev.stashline.runtime.Secret;
import dev.stashline.runtime.Stopping;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * All settings of a process. {@code doctor} and {@code .env.example} are made from what this reads.
 */
public record Settings(
    LogConfig log,
    DatabaseConfig database,
    Optional<Secret> redis,
    ClusterConfig cluster,
    ManagementConfig management,
    AppConfig app,
    AuthConfig auth,
    RateLimitConfig rateLimits,
    JobsConfig jobs,
    QStashConfig qstash,
    SmtpConfig smtp,
    AiConfig ai,
    ChatConfig chat,
    PlansConfig plans,
    MessagesConfig messages,
    BrokerConfig broker,
    Duration receiptRetention,
    Duration stopGrace) {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "::1", "localhost");

  public static Settings from(Env env) {
    var log = LogConfig.from(env);
    var database = DatabaseConfig.from(env);
    var redis =
        env.optionalSecret(
            "REDIS_URL",
            "Redis 6 or newer: redis://host:port or rediss:// with TLS; counts the requests of callers over all processes");
    var cluster = ClusterConfig.from(env);
    var management = ManagementConfig.from(env);
    var app = AppConfig.from(env);
    var auth = AuthConfig.from(env);
    if (auth.mode() == AuthConfig.Mode.OPEN && !LOOPBACK.contains(app.host())) {
      env.problem(
          "AUTH_MODE",
          "may be open only while APP_HOST is a loopback address: it lets everybody in as admin");
    }
    var node =
        env.text(
            "NODE_NAME",
            "",
            "Names this process among all; left empty, a new name is drawn at each start");
    var jobs = JobsConfig.from(env, node.isEmpty() ? "node-" + UUID.randomUUID() : node);
    return new Settings(
        log,
        database,
        redis,
        cluster,
        management,
        app,
        auth,
        RateLimitConfig.from(env),
        jobs,
        QStashConfig.from(env),
        SmtpConfig.from(env),
        AiConfig.from(env),
        ChatConfig.from(env),
        PlansConfig.from(env, app.publicBaseUrl()),
        MessagesConfig.from(env, app.publicBaseUrl()),
        BrokerConfig.from(env),
        env.duration(
            "WEBHOOK_RECEIPT_RETENTION",
            Duration.ofDays(30),
            "How long it is remembered which deliveries were taken; longer than QStash repeats them"),
        Stopping.grace(env));
  }
}
