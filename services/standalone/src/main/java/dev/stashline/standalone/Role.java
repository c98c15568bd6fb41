package dev.stashline.standalone;

import dev.stashline.contracts.GeneratePlan;
import dev.stashline.contracts.PublishMessage;
import dev.stashline.messages.MessageJobs;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a process does. One process may do several. */
public enum Role {
  INGRESS("the REST door and the pages, on APP_PORT"),
  WEBHOOKS("the QStash door on APP_PORT, and the outbox to QStash"),
  PLANS("makes plans"),
  MESSAGES("sends scheduled messages to the chat"),
  BROKER("a QStash-compatible broker, on BROKER_PORT");

  private final String meaning;

  Role(String meaning) {
    this.meaning = meaning;
  }

  public String meaning() {
    return meaning;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The queue whose jobs this role works off; empty for none. */
  Optional<String> queue() {
    return switch (this) {
      case INGRESS -> Optional.empty();
      case WEBHOOKS -> Optional.of(PublishMessage.QUEUE);
      case PLANS -> Optional.of(GeneratePlan.QUEUE);
      case MESSAGES -> Optional.of(MessageJobs.QUEUE);
      case BROKER -> Optional.of(dev.stashline.broker.BrokerJobs.QUEUE);
    };
  }

  /** Whether the role is part of the application, and not the broker that stands beside it. */
  boolean ofTheApplication() {
    return this != BROKER;
  }

  static Set<Role> all() {
    return EnumSet.allOf(Role.class);
  }

  /**
   * Reads {@code ingress,webhooks}.
   *
   * @throws IllegalArgumentException naming the word that is no role
   */
  static Set<Role> parse(List<String> words) {
    var roles = EnumSet.noneOf(Role.class);
    for (String word : words) {
      roles.add(
          Arrays.stream(values())
              .filter(role -> role.word().equals(word.strip().toLowerCase(Locale.ROOT)))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "no role is named "
                              + word
                              + "; there are "
                              + Arrays.stream(values())
                                  .map(Role::word)
                                  .collect(Collectors.joining(", ")))));
    }
    if (roles.isEmpty()) {
      throw new IllegalArgumentException("name at least one role");
    }
    return roles;
  }
}
