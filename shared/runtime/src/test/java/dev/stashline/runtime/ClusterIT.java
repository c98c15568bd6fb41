package dev.stashline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.contracts.BusMessage;
import dev.stashline.contracts.CancelRequested;
import dev.stashline.contracts.JobEvent;
import dev.stashline.runtime.ClusterConfig.Mode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClusterIT {
  @Test
  void a_message_published_on_one_node_arrives_on_both() throws Exception {
    int first = freePort();
    int second = freePort();
    var members = List.of("127.0.0.1:" + first, "127.0.0.1:" + second);
    var one = start(first, members);
    var two = start(second, members);
    try {
      awaitSafe(one);
      awaitSafe(two);
      var here = new Bus(one);
      var there = new Bus(two);
      BlockingQueue<JobEvent> near = new LinkedBlockingQueue<>();
      BlockingQueue<JobEvent> far = new LinkedBlockingQueue<>();
      here.consume("jobs.events", JobEvent.class, near::add);
      there.consume("jobs.events", JobEvent.class, far::add);

      var event =
          new JobEvent.Retrying(
              UUID.randomUUID(), "plans", "plans.generate", 1, "r", Instant.ofEpochSecond(9, 5));
      assertThat(publishedUntilSeen(here, event, far)).isEqualTo(event);
      assertThat(near.poll(5, TimeUnit.SECONDS)).isEqualTo(event);
    } finally {
      two.close().await(60, TimeUnit.SECONDS);
      one.close().await(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void a_message_that_only_a_newer_node_knows_does_not_deafen_this_one() throws Exception {
    int first = freePort();
    int second = freePort();
    var members = List.of("127.0.0.1:" + first, "127.0.0.1:" + second);
    var newer = start(first, members);
    var older = start(second, members);
    try {
      awaitSafe(newer);
      awaitSafe(older);
      BlockingQueue<CancelRequested> seen = new LinkedBlockingQueue<>();
      new Bus(older).consume("jobs.cancel", CancelRequested.class, seen::add);
      var bus = new Bus(newer);
      var job = new CancelRequested(UUID.randomUUID());
      publishedUntilSeen(bus, job, seen);
      seen.clear();

      newer.eventBus().registerCodec(new AddedLater());
      var options = new DeliveryOptions().setCodecName("dev.stashline.contracts.AddedLater");
      newer.eventBus().publish("jobs.cancel", "anything", options);
      var next = new CancelRequested(UUID.randomUUID());
      bus.publish(next);
      assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(next);
    } finally {
      older.close().await(60, TimeUnit.SECONDS);
      newer.close().await(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void five_nodes_that_start_at_the_same_moment_become_one_cluster() throws Exception {
    var ports = new ArrayList<Integer>();
    for (int i = 0; i < 5; i++) {
      ports.add(freePort());
    }
    var members = ports.stream().map(port -> "127.0.0.1:" + port).toList();
    var nodes = new ArrayList<Vertx>();
    var starts = ports.stream().map(port -> begin(port, members)).toList();
    try {
      for (var start : starts) {
        nodes.add(start.await(120, TimeUnit.SECONDS));
      }
      var buses = new ArrayList<Bus>();
      var seen = new ArrayList<BlockingQueue<CancelRequested>>();
      for (var node : nodes) {
        awaitSafe(node);
        BlockingQueue<CancelRequested> heard = new LinkedBlockingQueue<>();
        var bus = new Bus(node);
        bus.consume("jobs.cancel", CancelRequested.class, heard::add);
        buses.add(bus);
        seen.add(heard);
      }
      for (var bus : buses) {
        var message = new CancelRequested(UUID.randomUUID());
        for (var heard : seen) {
          publishedUntilSeen(bus, message, heard);
        }
      }
    } finally {
      for (var start : starts) {
        start.compose(Vertx::close).otherwiseEmpty().await(60, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void a_process_alone_is_not_clustered_and_its_check_passes() throws Exception {
    var alone = new ClusterConfig(Mode.NONE, "127.0.0.1", 5701, 0, List.of());
    var vertx = Cluster.start(alone, new SimpleMeterRegistry()).await(10, TimeUnit.SECONDS);
    try {
      assertThat(vertx.isClustered()).isFalse();
      Cluster.check(vertx).await(10, TimeUnit.SECONDS);
      if (System.getProperty("os.name").equals("Linux")) {
        assertThat(vertx.isNativeTransportEnabled()).isTrue();
      }
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }

  private Vertx start(int port, List<String> members) throws Exception {
    return begin(port, members).await(60, TimeUnit.SECONDS);
  }

  private static Future<Vertx> begin(int port, List<String> members) {
    var config = new ClusterConfig(Mode.TCP, "127.0.0.1", port, 0, members);
    return Cluster.start(config, new SimpleMeterRegistry());
  }

  /** Asks as a readiness probe does: until the data that joining moved has come to rest. */
  private static void awaitSafe(Vertx vertx) throws Exception {
    for (int i = 0; i < 150; i++) {
      var safe = Cluster.check(vertx).map(true).otherwise(false).await(10, TimeUnit.SECONDS);
      if (safe) {
        return;
      }
      vertx.timer(200, TimeUnit.MILLISECONDS).await(10, TimeUnit.SECONDS);
    }
    throw new AssertionError("The cluster did not come to rest within 30 s");
  }

  /** Other nodes learn of a consumer a moment later, and the bus does not say when. */
  private static <M extends BusMessage> M publishedUntilSeen(
      Bus bus, M message, BlockingQueue<M> seen) throws InterruptedException {
    for (int i = 0; i < 150; i++) {
      bus.publish(message);
      var arrived = seen.poll(200, TimeUnit.MILLISECONDS);
      if (arrived != null) {
        return arrived;
      }
    }
    throw new AssertionError("Nothing arrived on the other node within 30 s");
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static final class AddedLater implements MessageCodec<String, String> {
    @Override
    public void encodeToWire(Buffer wire, String text) {
      wire.appendInt(text.length()).appendString(text);
    }

    @Override
    public String decodeFromWire(int position, Buffer wire) {
      throw new AssertionError("not for this side");
    }

    @Override
    public String transform(String text) {
      return text;
    }

    @Override
    public String name() {
      return "dev.stashline.contracts.AddedLater";
    }

    @Override
    public byte systemCodecID() {
      return -1;
    }
  }
}
