package dev.stashline.standins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalRedisIT {

  @TempDir Path directory;

  @Test
  void values_survive_a_kill_a_restart_and_a_new_start_on_the_same_directory() throws IOException {
    int port;
    try (LocalRedis redis = LocalRedis.in(directory).start()) {
      port = redis.port();
      assertThat(ask(port, "SET kept 1")).isEqualTo("+OK");
      redis.kill();
      assertThatThrownBy(() -> ask(port, "PING")).isInstanceOf(IOException.class);
      redis.start();
      assertThat(ask(port, "INCR kept")).isEqualTo(":2");
      redis.restart();
      assertThat(ask(port, "INCR kept")).isEqualTo(":3");
    }
    try (LocalRedis again = LocalRedis.in(directory).start()) {
      assertThat(again.url()).isEqualTo("redis://127.0.0.1:" + again.port());
      assertThat(ask(again.port(), "INCR kept")).isEqualTo(":4");
    }
  }

  @Test
  void a_server_left_behind_by_a_killed_process_is_stopped_by_the_next_start() throws Exception {
    Process first = OtherJvm.start("redis", directory.toString());
    int port = Integer.parseInt(OtherJvm.awaitLine(first).split(":")[2]);
    assertThat(ask(port, "SET kept 7")).isEqualTo("+OK");
    first.destroyForcibly().waitFor();
    assertThat(ask(port, "PING")).as("the server outlives the JVM").isEqualTo("+PONG");

    try (LocalRedis second = LocalRedis.in(directory).port(port).start()) {
      assertThat(ask(second.port(), "INCR kept")).isEqualTo(":8");
    }
  }

  @Test
  void a_taken_port_is_told_with_the_servers_own_words() {
    try (LocalRedis first = LocalRedis.temporary().start()) {
      assertThatThrownBy(() -> LocalRedis.in(directory).port(first.port()).start())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Address already in use");
    }
  }

  private static String ask(int port, String command) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
          .readLine();
    }
  }
}
