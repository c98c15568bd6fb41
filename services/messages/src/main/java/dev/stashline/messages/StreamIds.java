package dev.stashline.messages;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * Ids of messages at the chat provider: the same for the same message, occurrence and client, so
 * that what is sent again is recognised there. 160 bits of SHA-256.
 */
final class StreamIds {
  private static final int BYTES = 20;

  private StreamIds() {}

  static String of(String message, Instant dueAt, String client) {
    String name = message.length() + ":" + message + ":" + dueAt.toString() + ":" + client;
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return "scheduled-" + HexFormat.of().formatHex(hash, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
