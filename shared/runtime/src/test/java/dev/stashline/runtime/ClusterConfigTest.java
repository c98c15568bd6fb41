package dev.stashline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stashline.runtime.ClusterConfig.Mode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterConfigTest {
  @Test
  void defaults() {
    assertThat(read(Map.of()))
        .isEqualTo(new ClusterConfig(Mode.NONE, "127.0.0.1", 5701, 0, List.of()));
  }

  @Test
  void full_mapping() {
    var config =
        read(
            Map.of(
                "CLUSTER", "tcp",
                "CLUSTER_HOST", "10.0.0.7",
                "CLUSTER_PORT", "5800",
                "CLUSTER_BUS_PORT", "5801",
                "CLUSTER_MEMBERS", "10.0.0.7:5800, stashline-cluster"));
    assertThat(config)
        .isEqualTo(
            new ClusterConfig(
                Mode.TCP, "10.0.0.7", 5800, 5801, List.of("10.0.0.7:5800", "stashline-cluster")));
    var hazelcast = Cluster.hazelcast(config);
    assertThat(hazelcast.getNetworkConfig().getJoin().getTcpIpConfig().getMembers())
        .containsExactly("10.0.0.7:5800", "stashline-cluster:5800");
    assertThat(hazelcast.getNetworkConfig().getJoin().getMulticastConfig().isEnabled()).isFalse();
    assertThat(hazelcast.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
  }

  @Test
  void rejections_name_every_variable() {
    assertThat(problems(Map.of("CLUSTER", "udp", "CLUSTER_PORT", "x", "CLUSTER_MEMBERS", "a b")))
        .containsExactly("CLUSTER", "CLUSTER_PORT", "CLUSTER_MEMBERS");
    assertThat(problems(Map.of("CLUSTER", "tcp", "CLUSTER_PORT", "0")))
        .containsExactly("CLUSTER_MEMBERS", "CLUSTER_PORT");
  }

  private static ClusterConfig read(Map<String, String> variables) {
    return new Env(variables::get).read(ClusterConfig::from);
  }

  private static List<String> problems(Map<String, String> variables) {
    return catchThrowableOfType(ConfigProblems.class, () -> read(variables)).problems().stream()
        .map(ConfigProblems.Problem::name)
        .toList();
  }
}
