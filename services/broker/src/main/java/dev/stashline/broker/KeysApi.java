package dev.stashline.broker;

import dev.stashline.qstash.SigningKeys;
import io.vertx.core.Future;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /v2/keys}: what deliveries are signed with. */
final class KeysApi implements ApiPart {
  private final Accounts accounts;

  KeysApi(Accounts accounts) {
    this.accounts = accounts;
  }

  @Override
  public @Nullable Future<ApiAnswer> answer(ApiRequest request) {
    return switch (request.path()) {
      case "/v2/keys" -> {
        request.require("GET");
        yield accounts.keys(request.account()).map(KeysApi::shown);
      }
      case "/v2/keys/rotate" -> {
        request.require("POST");
        yield accounts.rotate(request.account()).map(KeysApi::shown);
      }
      default -> null;
    };
  }

  private static ApiAnswer shown(SigningKeys keys) {
    return ApiAnswer.ok(Map.of("current", keys.current(), "next", keys.next()));
  }
}
