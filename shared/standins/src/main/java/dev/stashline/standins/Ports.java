package dev.stashline.standins;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Free ports for runs that must not disturb a server of the same kind. */
public final class Ports {
  private Ports() {}

  /**
   * A port that was free a moment ago, for a server whose address others must know before it
   * listens.
   */
  public static int free() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
