package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stashline.runtime.AuthConfig;
import dev.stashline.runtime.ConfigProblems;
import dev.stashline.runtime.Env;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
  private static final Map<String, String> ENOUGH =
      Map.of(
          "DATABASE_URL", "postgres://stashline@localhost:5432/stashline",
          "PLAN_LINK_SECRET", "a-long-random-text",
          "AUTH_HS256_SECRET", "0123456789abcdef0123456789abcdef");

  private static Settings read(Map<String, String> values) {
    return new Env(values::get).read(Settings::from);
  }

  @Test
  void three_settings_are_enough_and_logins_are_checked_by_default() {
    assertThat(read(ENOUGH).auth().mode()).isEqualTo(AuthConfig.Mode.JWT);
  }

  @Test
  void everything_that_is_missing_or_wrong_is_told_at_once_by_name() {
    var values =
        Map.of(
            "APP_PORT", "99999",
            "JOBS_LEASE", "soon-or-late",
            "SMTP_TLS", "maybe-later",
            "PLAN_ATTEMPTS", "0",
            "CLUSTER", "tcp",
            "QSTASH_CURRENT_SIGNING_KEY", "sig_only_this_one");

    assertThatThrownBy(() -> read(values))
        .isInstanceOfSatisfying(
            ConfigProblems.class,
            found ->
                assertThat(found.problems())
                    .extracting(ConfigProblems.Problem::name)
                    .containsExactlyInAnyOrder(
                        "DATABASE_URL",
                        "PLAN_LINK_SECRET",
                        "AUTH_JWKS_URL",
                        "APP_PORT",
                        "JOBS_LEASE",
                        "SMTP_TLS",
                        "PLAN_ATTEMPTS",
                        "CLUSTER_MEMBERS",
                        "QSTASH_NEXT_SIGNING_KEY"));
  }

  @Test
  void what_is_told_does_not_quote_a_value() {
    var values = new HashMap<>(ENOUGH);
    values.put("AUTH_HS256_SECRET", "too-short-a-secret");
    values.put("APP_PORT", "not-a-port");

    assertThatThrownBy(() -> read(values))
        .isInstanceOf(ConfigProblems.class)
        .hasMessageContaining("AUTH_HS256_SECRET")
        .hasMessageContaining("APP_PORT")
        .message()
        .doesNotContain("too-short-a-secret", "not-a-port");
  }
}
