package dev.stashline.messages;

import java.util.List;

/**
 * Whom a message is meant for. Who of them gets it is decided when it is sent: only who is the
 * coach's client then.
 *
 * @param clients empty for all clients of the coach
 */
public record Audience(List<String> clients) {
  static final Audience ALL = new Audience(List.of());

  public Audience {
    clients = List.copyOf(clients);
  }

  boolean isEverybody() {
    return clients.isEmpty();
  }

  /** The word of {@code target_type}. */
  String word() {
    return isEverybody() ? "all" : "specific";
  }
}
