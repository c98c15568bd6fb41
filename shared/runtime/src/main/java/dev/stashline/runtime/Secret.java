package dev.stashline.runtime;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Text that must not be seen: it prints as {@code ***}. */
public record Secret(String reveal) {
  /** Compares in constant time. */
  public boolean matches(String candidate) {
    return MessageDigest.isEqual(
        reveal.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "***";
  }
}
