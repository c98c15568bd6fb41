package dev.stashline.providers.chat;

import dev.stashline.runtime.Env;
import dev.stashline.runtime.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * How we reach Stream Chat and how it knows us.
 *
 * @param apiKey empty when no chat is set up; with it comes the secret, or neither
 * @param timeout for each call
 * @param connections calls at the same time; more wait, within their time
 */
public record ChatConfig(
    URI baseUrl,
    Optional<Secret> apiKey,
    Optional<Secret> apiSecret,
    Duration timeout,
    int connections) {

  static final URI HOSTED = URI.create("https://chat.stream-io-api.com");

  public static ChatConfig from(Env env) {
    ChatConfig config =
        new ChatConfig(
            env.uri("STREAM_BASE_URL", HOSTED, "Stream Chat, or the host of another region"),
            env.optionalSecret("STREAM_API_KEY", "Stream Chat's key; without it no chat is sent"),
            env.optionalSecret("STREAM_API_SECRET", "Stream Chat's secret, which signs tokens"),
            // What the service's own Java client waits.
            env.duration("STREAM_TIMEOUT", Duration.ofSeconds(20), "Longest wait for one call"),
            env.integer("STREAM_CONNECTIONS", 16, 1, 1_000, "Calls at the same time"));
    if (config.apiKey().isPresent() != config.apiSecret().isPresent()) {
      env.problem(
          config.apiKey().isPresent() ? "STREAM_API_SECRET" : "STREAM_API_KEY",
          "must be set together with the other one, or neither");
    }
    if (!config.timeout().isPositive()) {
      env.problem("STREAM_TIMEOUT", "must be longer than nothing");
    }
    return config;
  }

  public boolean isSetUp() {
    return apiKey.isPresent() && apiSecret.isPresent();
  }
}
