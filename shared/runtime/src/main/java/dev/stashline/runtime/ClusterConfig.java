package dev.stashline.runtime;

import java.util.List;
import java.util.regex.Pattern;

/**
 * How the processes find each other for the event bus.
 *
 * @param host the address of this node that the others can reach: an IP, in Kubernetes the pod's
 * @param port of the membership protocol, the same on every node where {@code members} names none
 * @param busPort of the event bus itself; 0 picks a free one
 * @param members {@code host:port} or {@code host}; a name with several addresses (a headless
 *     service) stands for all of them
 */
public record ClusterConfig(Mode mode, String host, int port, int busPort, List<String> members) {
  private static final Pattern MEMBER = Pattern.compile("[A-Za-z0-9._-]+(:\\d{1,5})?");

  /** NONE: one process alone. TCP: the listed members, without multicast. */
  public enum Mode {
    NONE,
    TCP
  }

  public static ClusterConfig from(Env env) {
    var config =
        new ClusterConfig(
            env.choice(
                "CLUSTER",
                Mode.class,
                Mode.NONE,
                "Whether processes share an event bus: none, or tcp with CLUSTER_MEMBERS"),
            env.text(
                "CLUSTER_HOST", "127.0.0.1", "This node's address as the other nodes reach it"),
            env.port("CLUSTER_PORT", 5701, "The port on which nodes find each other"),
            env.port("CLUSTER_BUS_PORT", 0, "The port of the event bus; 0 picks a free one"),
            env.list("CLUSTER_MEMBERS", List.of(), "The nodes of the cluster, host:port each"));
    config.check(env);
    return config;
  }

  private void check(Env env) {
    if (!members.stream().allMatch(member -> MEMBER.matcher(member).matches())) {
      env.problem("CLUSTER_MEMBERS", "must be host:port, separated by commas");
    }
    if (mode == Mode.TCP && members.isEmpty()) {
      env.problem("CLUSTER_MEMBERS", "is required when CLUSTER is tcp");
    }
    if (mode == Mode.TCP && port == 0) {
      env.problem("CLUSTER_PORT", "must be known to the other nodes, so not 0");
    }
  }
}
