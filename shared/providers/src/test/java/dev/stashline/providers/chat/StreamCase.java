package dev.stashline.providers.chat;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stashline.providers.ProviderFailure;
import dev.stashline.runtime.Secret;
import dev.stashline.standins.StreamStandin;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The adapter against a server that behaves as documented, over real HTTP. */
abstract class StreamCase {

  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  static final String KEY = "planted-key";
  static final String SECRET = "planted-secret-of-some-length";
  static final String CHANNEL = ChannelIds.of("coach", "client");
  static final Duration LONG = Duration.ofSeconds(20);
  static final Duration SHORT = Duration.ofMillis(300);

  final Vertx vertx = Vertx.vertx();

  /** How far the service's clock is behind ours. */
  final AtomicReference<Duration> behind = new AtomicReference<>(Duration.ZERO);

  StreamStandin standin;
  StreamChat chat;

  @BeforeEach
  void start() {
    standin = StreamStandin.start(vertx, () -> NOON.minus(behind.get()), 0, KEY, SECRET);
    chat = chat(KEY, SECRET, LONG);
  }

  @AfterEach
  void stop() {
    chat.close().await();
    standin.close();
    vertx.close().await();
  }

  StreamChat chat(String key, String secret, Duration timeout) {
    return new StreamChat(
        vertx,
        () -> NOON,
        new ChatConfig(
            URI.create(standin.url()),
            Optional.of(new Secret(key)),
            Optional.of(new Secret(secret)),
            timeout,
            4));
  }

  void openChannel() {
    chat.people(List.of(new Person("coach", "Coach Zoë"), new Person("client", "Bob")));
    chat.channel(new Channel(CHANNEL, "coach", List.of("coach", "client")));
  }

  <F extends ProviderFailure> F fails(Class<F> type, String messageId) {
    return catchThrowableOfType(type, () -> chat.send(message(messageId)));
  }

  static ChatMessage message(String id) {
    return new ChatMessage(id, CHANNEL, "coach", "Grüße, 日本");
  }
}
