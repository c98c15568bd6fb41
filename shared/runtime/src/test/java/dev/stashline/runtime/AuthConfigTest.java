package dev.stashline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuthConfigTest {
  private static final String KEY = "k".repeat(32);

  @Test
  void defaults_need_a_key_and_nothing_else() {
    var config = new Env(Map.of("AUTH_HS256_SECRET", KEY)::get).read(AuthConfig::from);
    assertThat(config)
        .isEqualTo(
            new AuthConfig(
                AuthConfig.Mode.JWT,
                Optional.empty(),
                Optional.of(new Secret(KEY)),
                Optional.empty(),
                List.of(),
                "app_metadata.roles",
                "app_metadata.tenant"));
  }

  @Test
  void every_setting_arrives() {
    var config =
        new Env(
                Map.of(
                        "AUTH_MODE", "jwt",
                        "AUTH_JWKS_URL", "https://issuer.example/keys",
                        "SUPABASE_JWT_SECRET", KEY,
                        "AUTH_ISSUER", "https://issuer.example",
                        "AUTH_AUDIENCE", "stashline, other",
                        "AUTH_ROLES_CLAIM", "groups",
                        "AUTH_TENANT_CLAIM", "org.id")
                    ::get)
            .read(AuthConfig::from);
    assertThat(config)
        .isEqualTo(
            new AuthConfig(
                AuthConfig.Mode.JWT,
                Optional.of(URI.create("https://issuer.example/keys")),
                Optional.of(new Secret(KEY)),
                Optional.of("https://issuer.example"),
                List.of("stashline", "other"),
                "groups",
                "org.id"));
  }

  @Test
  void our_name_wins_over_its_alias() {
    var values = Map.of("AUTH_HS256_SECRET", KEY, "SUPABASE_JWT_SECRET", "s".repeat(32));
    assertThat(AuthConfig.from(new Env(values::get)).hs256Secret()).contains(new Secret(KEY));
  }

  @Test
  void jwt_without_any_key_is_a_problem_and_open_is_not() {
    assertThat(problems(Map.of())).containsExactly("AUTH_JWKS_URL");
    assertThat(problems(Map.of("AUTH_MODE", "open"))).isEmpty();
  }

  @Test
  void a_short_key_and_a_wrong_mode_are_told_together_and_the_key_is_not_shown() {
    var env = new Env(Map.of("AUTH_MODE", "none", "AUTH_HS256_SECRET", "tooshort")::get);
    AuthConfig.from(env);
    assertThat(env.problems())
        .extracting(ConfigProblems.Problem::name)
        .containsExactlyInAnyOrder("AUTH_MODE", "AUTH_HS256_SECRET");
    assertThat(env.problems().toString()).doesNotContain("tooshort");
  }

  private static List<String> problems(Map<String, String> values) {
    var env = new Env(values::get);
    AuthConfig.from(env);
    return env.problems().stream().map(ConfigProblems.Problem::name).toList();
  }
}
