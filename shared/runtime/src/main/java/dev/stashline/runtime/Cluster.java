package dev.stashline.runtime;

import com.hazelcast.config.Config;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.core.HazelcastInstance;
import dev.stashline.runtime.ClusterConfig.Mode;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

/** Starts the process's one Vert.x, alone or as a member of the cluster. */
public final class Cluster {
  private Cluster() {}

  /**
   * Starts Vert.x on the native transport where there is one.
   *
   * @param meters receives Vert.x's own meters
   * @return a Vert.x that is a member when the future completes; {@link #check} says when the other
   *     nodes know its consumers
   */
  public static Future<Vertx> start(ClusterConfig config, MeterRegistry meters) {
    var options =
        new VertxOptions()
            .setPreferNativeTransport(true)
            .setMetricsOptions(new MicrometerMetricsOptions().setEnabled(true));
    var builder = Vertx.builder().with(options).withMetrics(new MicrometerMetricsFactory(meters));
    if (config.mode() == Mode.NONE) {
      return Future.succeededFuture(builder.build());
    }
    options.setEventBusOptions(
        new EventBusOptions().setHost(config.host()).setPort(config.busPort()));
    return builder
        .with(options)
        .withClusterManager(new HazelcastClusterManager(hazelcast(config)))
        .buildClustered();
  }

  /**
   * A readiness check: fails while this node is outside the cluster, or the cluster is still moving
   * data that this node holds. Always passes for a process alone.
   */
  public static Future<Void> check(Vertx vertx) {
    if (!(vertx instanceof VertxInternal inside)
        || !(inside.clusterManager() instanceof HazelcastClusterManager manager)) {
      return Future.succeededFuture();
    }
    return vertx.executeBlocking(
        () -> {
          if (!isSafe(manager.getHazelcastInstance())) {
            throw new NotSafe();
          }
          return null;
        },
        false);
  }

  private static boolean isSafe(HazelcastInstance hazelcast) {
    return hazelcast.getLifecycleService().isRunning()
        && hazelcast.getPartitionService().isLocalMemberSafe();
  }

  /** This node is outside the cluster, or its data is on the move. */
  static final class NotSafe extends Exception {
    private static final long serialVersionUID = 1;

    NotSafe() {
      super("not a safe member of the cluster");
    }
  }

  static Config hazelcast(ClusterConfig config) {
    var hazelcast = new Config().setClusterName("stashline");
    network(hazelcast, config);
    vertxData(hazelcast);
    return hazelcast
        .setProperty("hazelcast.logging.type", "slf4j")
        .setProperty("hazelcast.phone.home.enabled", "false")
        // Our own stop order closes it; a hook would cut the bus off while jobs are handed back.
        .setProperty("hazelcast.shutdownhook.enabled", "false")
        .setProperty("hazelcast.socket.bind.any", "false")
        // The default of 5 s per joining node only helps when all start at once, and costs us
        // every start.
        .setProperty("hazelcast.wait.seconds.before.join", "0")
        // A hung node is given up after 6.5 s as measured, instead of 60 s as documented.
        .setProperty("hazelcast.heartbeat.interval.seconds", "1")
        .setProperty("hazelcast.max.no.heartbeat.seconds", "5")
        // Halves of a split cluster find each other again in seconds; the defaults are 300 and 120.
        .setProperty("hazelcast.merge.first.run.delay.seconds", "10")
        .setProperty("hazelcast.merge.next.run.delay.seconds", "10");
  }

  private static void network(Config hazelcast, ClusterConfig config) {
    var network = hazelcast.getNetworkConfig().setPort(config.port()).setPortAutoIncrement(false);
    network.getInterfaces().setEnabled(true).addInterface(config.host());
    var join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    var tcp = join.getTcpIpConfig().setEnabled(true);
    config
        .members()
        .forEach(
            member -> tcp.addMember(member.contains(":") ? member : member + ":" + config.port()));
  }

  /** The maps in which Vert.x keeps its members and consumers, as its documentation asks. */
  private static void vertxData(Config hazelcast) {
    hazelcast.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(1));
    hazelcast.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(1));
    hazelcast.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs")
            .setBackupCount(1)
            .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET));
  }
}
