package dev.stashline.messages;

import dev.stashline.providers.ProviderFailure;
import dev.stashline.providers.chat.Channel;
import dev.stashline.providers.chat.ChannelIds;
import dev.stashline.providers.chat.Chat;
import dev.stashline.providers.chat.ChatMessage;
import dev.stashline.providers.chat.Person;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Brings copies to the chat: people and channels that it does not have yet, then the messages, some
 * side by side. Repeats nothing by itself. Blocks; for the virtual thread of a job.
 */
final class ChatSender {
  private static final String NO_CHANNEL_ID = "the id of the client's channel is none";

  private final @Nullable Chat chat;
  private final DeliveryStore store;
  private final MessagesConfig config;
  private final InstantSource clock;

  /**
   * @param chat null if none is set up: whoever sends is told what to set
   */
  ChatSender(@Nullable Chat chat, DeliveryStore store, MessagesConfig config, InstantSource clock) {
    this.chat = chat;
    this.store = store;
    this.config = config;
    this.clock = clock;
  }

  /** Ends when each copy has had its turn, or the provider wants a pause or a person. */
  SendResults send(FiredOccurrence occurrence, List<Copy> copies) throws InterruptedException {
    var results = new SendResults(clock);
    if (copies.isEmpty()) {
      return results;
    }
    var provider = chat;
    if (provider == null) {
      results.stoppedBy(
          new ProviderFailure.NeedsPerson(
              "chat", "STREAM_API_KEY and STREAM_API_SECRET are not set"));
      return results;
    }
    introduce(
        provider, occurrence, copies.stream().filter(copy -> !copy.ready()).toList(), results);
    if (results.mayGoOn()) {
      var known = copies.stream().filter(copy -> !results.has(copy)).toList();
      each(known, copy -> post(provider, occurrence, copy, results), results);
      forget(occurrence, known, results);
    }
    return results;
  }

  private boolean post(Chat provider, FiredOccurrence occurrence, Copy copy, SendResults results) {
    try {
      var sent =
          provider.send(
              new ChatMessage(
                  copy.streamId(),
                  channel(occurrence, copy),
                  occurrence.coach(),
                  occurrence.content()));
      results.sent(copy, sent.alreadyThere());
    } catch (ProviderFailure.Never never) {
      // A channel that we remember may be gone: it is made again before this counts.
      if (copy.ready()) {
        results.again(copy, never.reason());
      } else {
        results.refused(copy, never.reason());
      }
    } catch (ProviderFailure failure) {
      return results.failed(copy, failure);
    } catch (IllegalArgumentException e) {
      results.refused(copy, NO_CHANNEL_ID);
    }
    return true;
  }

  /**
   * Makes people and channels of those who are new; those with whom it does not work have their
   * result.
   */
  private void introduce(
      Chat provider, FiredOccurrence occurrence, List<Copy> strangers, SendResults results)
      throws InterruptedException {
    if (strangers.isEmpty()) {
      return;
    }
    var people = new ArrayList<Person>();
    people.add(new Person(occurrence.coach(), ""));
    strangers.forEach(copy -> people.add(new Person(copy.user(), name(copy))));
    try {
      provider.people(people);
    } catch (ProviderFailure.Never never) {
      if (strangers.size() == 1) {
        results.failed(strangers.getFirst(), never);
        return;
      }
      // Somebody's id is one that the chat does not take: by themselves, so that it is known whose.
      for (Copy copy : strangers) {
        introduce(provider, occurrence, List.of(copy), results);
      }
      return;
    } catch (ProviderFailure failure) {
      for (Copy copy : strangers) {
        try {
          results.failed(copy, failure);
        } catch (ProviderFailure.NeedsPerson person) {
          results.stoppedBy(person);
        }
      }
      return;
    }
    each(strangers, copy -> makeChannel(provider, occurrence, copy, results), results);
    if (results.mayGoOn()) {
      remember(
          occurrence,
          strangers.stream().filter(copy -> !results.has(copy)).toList(),
          clock.instant());
    }
  }

  private boolean makeChannel(
      Chat provider, FiredOccurrence occurrence, Copy copy, SendResults results) {
    try {
      var members = List.of(occurrence.coach(), copy.user());
      provider.channel(new Channel(channel(occurrence, copy), occurrence.coach(), members));
      return true;
    } catch (ProviderFailure failure) {
      return results.failed(copy, failure);
    } catch (IllegalArgumentException e) {
      results.refused(copy, NO_CHANNEL_ID);
      return true;
    }
  }

  private void each(List<Copy> copies, Predicate<Copy> call, SendResults results)
      throws InterruptedException {
    int atOnce = Math.min(config.parallelSends(), copies.size());
    results.stoppedBy(new SideBySide<>(copies, call).run(atOnce));
  }

  /**
   * What we remember of channels that did not work is forgotten: the next attempt makes them again.
   */
  private void forget(FiredOccurrence occurrence, List<Copy> sent, SendResults results)
      throws InterruptedException {
    var again =
        results.attempts().stream()
            .filter(attempt -> attempt.status() == Attempt.Status.PENDING)
            .map(Attempt::user)
            .toList();
    remember(
        occurrence,
        sent.stream().filter(copy -> copy.ready() && again.contains(copy.user())).toList(),
        null);
  }

  private void remember(FiredOccurrence occurrence, List<Copy> copies, @Nullable Instant readyAt)
      throws InterruptedException {
    if (!copies.isEmpty()) {
      var users = copies.stream().map(Copy::user).toList();
      var channels = copies.stream().map(copy -> channel(occurrence, copy)).toList();
      await(store.channels(occurrence, users, channels, readyAt));
    }
  }

  private static String channel(FiredOccurrence occurrence, Copy copy) {
    return copy.channel() == null ? ChannelIds.of(occurrence.coach(), copy.user()) : copy.channel();
  }

  private static String name(Copy copy) {
    var client = copy.client();
    return client == null || client.name() == null ? "" : client.name();
  }

  private static void await(Future<?> future) throws InterruptedException {
    try {
      future.toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    }
  }
}
