package dev.stashline.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Free ports for runs that must not disturb a server of the same kind. */
final class Ports {
  private Ports() {}

  /**
   * A port that was free a moment ago. The app's must be known before it listens: its address is in
   * the links it makes.
   */
  static int free() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
