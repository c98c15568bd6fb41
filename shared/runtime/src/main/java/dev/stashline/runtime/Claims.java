package dev.stashline.runtime;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a token says, once its signature is known to be good. Nothing in it has the right type yet.
 */
record Claims(JsonObject json) {
  /** For clocks that differ: RFC 7519, section 4.1.4, allows "a few minutes" at most. */
  private static final Duration LEEWAY = Duration.ofSeconds(30);

  /**
   * Checks times, issuer and audience.
   *
   * @return what is wrong; empty if nothing is
   */
  Optional<String> fault(AuthConfig config, Instant now) {
    var expiry = seconds("exp");
    if (expiry.isEmpty()) {
      return Optional.of("The token has no expiry.");
    }
    if (now.getEpochSecond() >= expiry.get() + LEEWAY.toSeconds()) {
      return Optional.of("The token has expired.");
    }
    if (json.containsKey("nbf")
        && seconds("nbf")
            .filter(nbf -> nbf <= now.getEpochSecond() + LEEWAY.toSeconds())
            .isEmpty()) {
      return Optional.of("The token is not valid yet.");
    }
    if (config.issuer().isPresent() && !config.issuer().equals(text("iss"))) {
      return Optional.of("The token is of another issuer.");
    }
    if (!config.audience().isEmpty()
        && words("aud", List.of()).stream().noneMatch(config.audience()::contains)) {
      return Optional.of("The token is for another audience.");
    }
    return Optional.empty();
  }

  /** The caller, or empty if the token names no subject. */
  Optional<Caller> caller(AuthConfig config) {
    return text("sub")
        .map(
            subject ->
                new Caller(
                    subject,
                    Set.copyOf(words(config.rolesClaim(), List.of(",", " "))),
                    text(config.tenantClaim()).orElse(Caller.DEFAULT_TENANT)));
  }

  private Optional<Long> seconds(String claim) {
    return find(claim).filter(Number.class::isInstance).map(n -> ((Number) n).longValue());
  }

  private Optional<String> text(String claim) {
    return find(claim)
        .filter(String.class::isInstance)
        .map(String.class::cast)
        .filter(text -> !text.isBlank());
  }

  /** Of an array its texts; of a text its parts, or the whole if there are no separators. */
  private List<String> words(String claim, List<String> separators) {
    var value = find(claim);
    if (value.isPresent() && value.get() instanceof JsonArray array) {
      return array.stream().filter(String.class::isInstance).map(String.class::cast).toList();
    }
    var whole = text(claim).stream();
    if (separators.isEmpty()) {
      return whole.toList();
    }
    String any = separators.stream().collect(Collectors.joining("", "[", "]+"));
    return whole.flatMap(t -> Arrays.stream(t.split(any))).filter(w -> !w.isEmpty()).toList();
  }

  /** By its plain name first, because names with dots in them exist (URLs), then by its path. */
  private Optional<Object> find(String claim) {
    if (json.containsKey(claim)) {
      return Optional.ofNullable(json.getValue(claim));
    }
    Optional<Object> here = Optional.of(json);
    for (String step : Stream.of(claim.split("\\.")).toList()) {
      here = here.filter(JsonObject.class::isInstance).map(o -> ((JsonObject) o).getValue(step));
    }
    return here;
  }
}
