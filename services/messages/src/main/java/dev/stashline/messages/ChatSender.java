package dev.stashline.messages;

import dev.stashline.providers.ProviderFailure;
import dev.stashline.providers.chat.Channel;
import dev.stashline.providers.chat.ChannelIds;
import dev.stashline.providers.chat.Chat;
import dev.stashline.providers.chat.ChatMessage;
import dev.stashline.providers.chat.Person;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
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

  /**
   * Has no copy sent any more. Who has one, from an attempt whose outcome was not recorded, has it:
   * so the provider is asked.
   */
  SendResults withdraw(FiredOccurrence occurrence, List<Copy> copies, String why)
      throws InterruptedException {
    var results = new SendResults(clock);
    var provider = chat;
    each(copies, copy -> withdraw(provider, occurrence, copy, why, results), results);
    return results;
  }

  private static boolean withdraw(
      @Nullable Chat provider,
      FiredOccurrence occurrence,
      Copy copy,
      String why,
      SendResults results) {
    return attempt(
        copy,
        results,
        () -> {
          if (provider != null && provider.has(message(occurrence, copy))) {
            results.sent(copy, true);
          } else {
            results.skipped(copy, why);
          }
        },
        never -> results.skipped(copy, why));
  }

  /**
   * Makes a call for one copy.
   *
   * @param refused what becomes of the copy if the provider will never do it
   * @return whether others have a chance now
   */
  private static boolean attempt(
      Copy copy, SendResults results, Runnable call, Consumer<ProviderFailure.Never> refused) {
    try {
      call.run();
    } catch (ProviderFailure.Never never) {
      refused.accept(never);
    } catch (ProviderFailure failure) {
      return results.failed(copy, failure);
    } catch (IllegalArgumentException e) {
      results.refused(copy, NO_CHANNEL_ID);
    }
    return true;
  }

  private static ChatMessage message(FiredOccurrence occurrence, Copy copy) {
    return new ChatMessage(
        copy.streamId(), channel(occurrence, copy), occurrence.coach(), occurrence.content());
  }

  private static boolean post(
      Chat provider, FiredOccurrence occurrence, Copy copy, SendResults results) {
    return attempt(
        copy,
        results,
        () -> results.sent(copy, provider.send(message(occurrence, copy)).alreadyThere()),
        never -> {
          // A channel that we remember may be gone: it is made again before this counts.
          if (copy.ready()) {
            results.again(copy, never.reason());
          } else {
            results.refused(copy, never.reason());
          }
        });
  }

  /**
   * Makes channels for those who are new. Where the chat refuses, it may not know the client, or
   * else the coach: these are made then, and only then, since to make a person again would take
   * away the picture and whatever else other programs gave them. Those with whom it does not work
   * have their result.
   */
  private void introduce(
      Chat provider, FiredOccurrence occurrence, List<Copy> strangers, SendResults results)
      throws InterruptedException {
    var refused = makeChannels(provider, occurrence, strangers, results);
    List<Function<Copy, Person>> unknown =
        List.of(ChatSender::person, copy -> new Person(occurrence.coach(), ""));
    for (var who : unknown) {
      if (!refused.isEmpty()) {
        var clients = List.copyOf(refused.keySet());
        makePeople(provider, clients, who, results);
        refused = makeChannels(provider, occurrence, without(clients, results), results);
      }
    }
    refused.forEach((copy, never) -> results.refused(copy, never.reason()));
    if (results.mayGoOn()) {
      remember(occurrence, without(strangers, results), clock.instant());
    }
  }

  private static List<Copy> without(List<Copy> copies, SendResults results) {
    return copies.stream().filter(copy -> !results.has(copy)).toList();
  }

  private static Person person(Copy copy) {
    return new Person(copy.user(), name(copy));
  }

  private static void makePeople(
      Chat provider, List<Copy> copies, Function<Copy, Person> of, SendResults results) {
    try {
      provider.people(copies.stream().map(of).distinct().toList());
    } catch (ProviderFailure.Never never) {
      if (copies.size() == 1) {
        results.failed(copies.getFirst(), never);
        return;
      }
      // Somebody's id is one that the chat does not take: by themselves, so that it is known whose.
      copies.forEach(copy -> makePeople(provider, List.of(copy), of, results));
    } catch (ProviderFailure.NeedsPerson person) {
      copies.forEach(copy -> results.again(copy, person.reason()));
      results.stoppedBy(person);
    } catch (ProviderFailure failure) {
      copies.forEach(copy -> results.failed(copy, failure));
    }
  }

  /** Answers those whom the chat refused; none once it wants a pause or a person. */
  private Map<Copy, ProviderFailure.Never> makeChannels(
      Chat provider, FiredOccurrence occurrence, List<Copy> copies, SendResults results)
      throws InterruptedException {
    var refused = new ConcurrentHashMap<Copy, ProviderFailure.Never>();
    if (!copies.isEmpty() && results.mayGoOn()) {
      each(
          copies,
          copy ->
              attempt(
                  copy,
                  results,
                  () -> provider.channel(channelOf(occurrence, copy)),
                  never -> refused.put(copy, never)),
          results);
    }
    return results.mayGoOn() ? refused : Map.of();
  }

  private void each(List<Copy> copies, Predicate<Copy> call, SendResults results)
      throws InterruptedException {
    int atOnce = Math.min(config.parallelSends(), copies.size());
    results.stoppedBy(new SideBySide<>(copies, call).run(atOnce));
  }

  /**
   * What we remember of channels that did not work is forgotten: the next attempt makes them again.
   */
  private void forget(FiredOccurrence occurrence, List<Copy> sent, SendResults results) {
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

  private void remember(FiredOccurrence occurrence, List<Copy> copies, @Nullable Instant readyAt) {
    if (!copies.isEmpty()) {
      var users = copies.stream().map(Copy::user).toList();
      var channels = copies.stream().map(copy -> channel(occurrence, copy)).toList();
      store.channels(occurrence, users, channels, readyAt).await();
    }
  }

  private static Channel channelOf(FiredOccurrence occurrence, Copy copy) {
    var members = List.of(occurrence.coach(), copy.user());
    return new Channel(channel(occurrence, copy), occurrence.coach(), members);
  }

  private static String channel(FiredOccurrence occurrence, Copy copy) {
    return copy.channel() == null ? ChannelIds.of(occurrence.coach(), copy.user()) : copy.channel();
  }

  private static String name(Copy copy) {
    var client = copy.client();
    return client == null || client.name() == null ? "" : client.name();
  }
}
