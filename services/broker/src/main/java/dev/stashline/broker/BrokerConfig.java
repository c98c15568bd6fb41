package dev.stashline.broker;

import dev.stashline.qstash.DevCredentials;
import dev.stashline.qstash.Limits;
import dev.stashline.qstash.SigningKeys;
import dev.stashline.runtime.Env;
import dev.stashline.runtime.Secret;
import java.time.Duration;
import java.util.Optional;

/**
 * How the broker behaves.
 *
 * @param allowPrivateAddresses whether messages may go to loopback and private networks
 * @param devCredentials whether the published development users exist
 * @param user the user of the settings; empty where none is configured
 * @param limits what a publisher may ask for
 * @param quotas how many things a user may have
 * @param region value of {@code Upstash-Region}
 * @param keepFinished how long an ended message can still be looked up
 * @param responseCap bytes of a response that are kept; the rest is not read
 * @param workflowInlineLimit bytes of a run's steps that are sent along; more are fetched by the
 *     client
 * @param slots how many deliveries this process makes at the same time
 * @param authorities whose certificates receivers may show
 * @param breaker when an endpoint is paused
 */
public record BrokerConfig(
    String host,
    int port,
    boolean allowPrivateAddresses,
    boolean devCredentials,
    Optional<User> user,
    Limits limits,
    Quotas quotas,
    String region,
    Duration connectTimeout,
    Duration keepFinished,
    Duration logRetention,
    Duration dlqRetention,
    int responseCap,
    long workflowInlineLimit,
    int slots,
    Authorities authorities,
    Breaker breaker) {

  /** How long what ended is remembered at most. */
  Duration longestRetention() {
    return logRetention.compareTo(dlqRetention) > 0 ? logRetention : dlqRetention;
  }

  /** A user from the settings. */
  public record User(Secret token, SigningKeys keys) {}

  /**
   * When an endpoint is taken for dead.
   *
   * @param failures at least so many in a row: no response, 5xx or 429
   * @param after and nothing but failures for so long
   */
  public record Breaker(int failures, Duration after) {}

  /** Limits and retention default to QStash's pay-as-you-go plan, as its pricing page has it. */
  public static BrokerConfig from(Env env) {
    boolean dev =
        env.flag(
            "BROKER_DEV_CREDENTIALS",
            false,
            "Let the published credentials of QStash's development server in; anybody knows them");
    return new BrokerConfig(
        env.text("BROKER_HOST", "0.0.0.0", "Address the broker listens on"),
        env.port("BROKER_PORT", 8080, "Port of the broker's QStash API"),
        env.flag(
            "BROKER_ALLOW_PRIVATE_ADDRESSES",
            false,
            "Let messages go to loopback and private networks"),
        dev,
        user(env, dev),
        limits(env),
        Quotas.from(env),
        env.text(
            "BROKER_REGION", "US-EAST-1", "Region told to receivers: US-EAST-1 or EU-CENTRAL-1"),
        env.duration(
            "BROKER_CONNECT_TIMEOUT",
            Duration.ofSeconds(10),
            "The longest wait for a connection to a receiver"),
        env.duration(
            "BROKER_KEEP_FINISHED",
            Duration.ofSeconds(10),
            "How long an ended message can still be looked up"),
        env.duration("BROKER_LOG_RETENTION", Duration.ofDays(14), "How long log lines are kept"),
        env.duration("BROKER_DLQ_RETENTION", Duration.ofDays(7), "How long dead letters are kept"),
        (int)
            Math.min(
                Integer.MAX_VALUE,
                env.size(
                    "BROKER_RESPONSE_CAP",
                    1 << 20,
                    "Bytes of a receiver's response that are kept")),
        env.size(
            "BROKER_WORKFLOW_INLINE_LIMIT",
            1 << 20,
            "Bytes of a workflow run's steps that are sent along; more are fetched by the client"),
        env.integer(
            "JOBS_SLOTS",
            64,
            1,
            10_000,
            "How many jobs of one queue run in this process at the same time"),
        Authorities.from(env),
        new Breaker(
            env.integer(
                "BROKER_BREAKER_FAILURES",
                50,
                1,
                1_000_000,
                "Failures in a row after which an endpoint may be paused: no response, 5xx, 429"),
            env.duration(
                "BROKER_BREAKER_AFTER",
                Duration.ofMinutes(10),
                "How long an endpoint has to do nothing but fail before it is paused")));
  }

  private static Limits limits(Env env) {
    var usual = Limits.PAY_AS_YOU_GO;
    return new Limits(
        env.integer("BROKER_MAX_RETRIES", usual.maxRetries(), 0, 10_000, "The most retries"),
        env.duration("BROKER_MAX_DELAY", usual.maxDelay(), "The longest delay"),
        env.duration(
            "BROKER_MAX_RESPONSE_TIME",
            usual.maxResponseTime(),
            "The longest one attempt may take"),
        env.size("BROKER_MAX_BODY", usual.maxBodyBytes(), "The largest message"),
        usual.maxHeaderBytes(),
        usual.maxTextLength());
  }

  private static Optional<User> user(Env env, boolean dev) {
    var token = env.optionalSecret("BROKER_TOKEN", "The token with which programs publish");
    var current =
        env.optionalSecret("BROKER_CURRENT_SIGNING_KEY", "Key that deliveries are signed with");
    var next =
        env.optionalSecret("BROKER_NEXT_SIGNING_KEY", "Key that takes its place at a rotation");
    if (token.isEmpty() && current.isEmpty() && next.isEmpty()) {
      return Optional.empty();
    }
    if (token.isEmpty() || current.isEmpty() || next.isEmpty()) {
      env.problem(
          "BROKER_TOKEN",
          "goes together with BROKER_CURRENT_SIGNING_KEY and BROKER_NEXT_SIGNING_KEY");
      return Optional.empty();
    }
    String key = current.get().reveal();
    if (!dev
        && (DevCredentials.of(token.get().reveal()).isPresent()
            || DevCredentials.isPublishedKey(key)
            || DevCredentials.isPublishedKey(next.get().reveal()))) {
      env.problem(
          "BROKER_TOKEN", "is, or its keys are, published development credentials; make your own");
    }
    return Optional.of(new User(token.get(), new SigningKeys(key, next.get().reveal())));
  }
}
