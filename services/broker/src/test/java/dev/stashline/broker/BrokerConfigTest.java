package dev.stashline.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stashline.qstash.DevCredentials;
import dev.stashline.qstash.Limits;
import dev.stashline.runtime.ConfigProblems;
import dev.stashline.runtime.Env;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BrokerConfigTest {
  private static BrokerConfig read(Map<String, String> values) {
    return new Env(values::get).read(BrokerConfig::from);
  }

  @Test
  void defaults() {
    var config = read(Map.of());
    assertThat(config.port()).isEqualTo(8080);
    assertThat(config.allowPrivateAddresses()).isFalse();
    assertThat(config.devCredentials()).isFalse();
    assertThat(config.user()).isEmpty();
    assertThat(config.limits()).isEqualTo(Limits.PAY_AS_YOU_GO);
  }

  @Test
  void a_user_of_its_own() {
    var config =
        read(
            Map.of(
                "BROKER_TOKEN", "t",
                "BROKER_CURRENT_SIGNING_KEY", "sig_a",
                "BROKER_NEXT_SIGNING_KEY", "sig_b"));
    assertThat(config.user().orElseThrow().keys().current()).isEqualTo("sig_a");
    assertThat(config.toString()).doesNotContain("sig_a");
  }

  @Test
  void rejections() {
    assertThatThrownBy(() -> read(Map.of("BROKER_TOKEN", "t")))
        .isInstanceOf(ConfigProblems.class)
        .hasMessageContaining("BROKER_CURRENT_SIGNING_KEY");
    var published = DevCredentials.USERS.getFirst();
    assertThatThrownBy(
            () ->
                read(
                    Map.of(
                        "BROKER_TOKEN", published.token(),
                        "BROKER_CURRENT_SIGNING_KEY", "sig_a",
                        "BROKER_NEXT_SIGNING_KEY", "sig_b")))
        .isInstanceOf(ConfigProblems.class)
        .hasMessageContaining("published");
  }
}
