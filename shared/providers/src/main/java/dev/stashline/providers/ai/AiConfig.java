package dev.stashline.providers.ai;

import dev.stashline.runtime.Env;
import dev.stashline.runtime.Secret;
import java.net.URI;
import java.util.Optional;

/**
 * Which model is asked, and where.
 *
 * @param baseUrl ends before {@code /chat/completions}
 * @param apiKey OpenAI wants one; a model on this machine may not
 * @param maxReplyBytes longer replies are cut off and fail
 */
public record AiConfig(
    URI baseUrl,
    Optional<Secret> apiKey,
    String model,
    TokenLimit tokenLimit,
    int connections,
    long maxReplyBytes) {

  static final URI OPENAI = URI.create("https://api.openai.com/v1");

  /** The request field that bounds an answer. OpenAI renamed it; others know only the old name. */
  public enum TokenLimit {
    MAX_COMPLETION_TOKENS,
    MAX_TOKENS
  }

  public static AiConfig from(Env env) {
    return new AiConfig(
        env.uri(
            "AI_BASE_URL",
            OPENAI,
            "OpenAI-compatible service, such as http://localhost:11434/v1 for a local Ollama"),
        env.optionalSecret("OPENAI_API_KEY", "Key for AI_BASE_URL; a local model may need none"),
        // The original plan service used this model for most of its parts.
        env.text("AI_MODEL", "gpt-4o-mini", "Model to ask; must know structured output"),
        env.choice(
            "AI_TOKEN_LIMIT",
            TokenLimit.class,
            TokenLimit.MAX_COMPLETION_TOKENS,
            "Field that bounds an answer; max-tokens for services that know only the old name"),
        env.integer("AI_CONNECTIONS", 16, 1, 1_000, "Questions asked at the same time"),
        env.size("AI_MAX_REPLY", 2L << 20, "Longest reply that is read"));
  }

  /** Whether there is anything to ask: OpenAI with a key, or another service. */
  public boolean isSetUp() {
    return apiKey.isPresent() || !baseUrl.equals(OPENAI);
  }

  String provider() {
    return OPENAI.getHost().equals(baseUrl.getHost()) ? "openai" : baseUrl.getHost();
  }

  URI completions() {
    return URI.create(baseUrl.toString().replaceFirst("/+$", "") + "/chat/completions");
  }
}
