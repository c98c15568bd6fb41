package dev.stashline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ManagementConfigTest {
  @Test
  void defaults() {
    assertThat(read(Map.of())).isEqualTo(new ManagementConfig("0.0.0.0", 9000));
  }

  @Test
  void full_mapping() {
    assertThat(read(Map.of("MANAGEMENT_HOST", "127.0.0.1", "MANAGEMENT_PORT", "0")))
        .isEqualTo(new ManagementConfig("127.0.0.1", 0));
  }

  @Test
  void rejections() {
    assertThatThrownBy(() -> read(Map.of("MANAGEMENT_PORT", "70000")))
        .isInstanceOf(ConfigProblems.class)
        .hasMessageContaining("MANAGEMENT_PORT");
  }

  private static ManagementConfig read(Map<String, String> variables) {
    return new Env(variables::get).read(ManagementConfig::from);
  }
}
