package dev.stashline.providers.chat;

import dev.stashline.providers.ProviderFailure;
import java.time.Duration;
import java.util.List;

/**
 * A chat service. A message needs its channel, and a channel needs its people, so a sender asks in
 * this order: people, channel, send. All three may be repeated without harm.
 *
 * <p>Calls to the service block; make them on a virtual thread.
 */
public interface Chat {

  /**
   * Makes people known, or known by a new name. What else the service knows of a person may be
   * replaced with nothing: a picture, or fields that another program has set. So this is for people
   * who are new here or have another name than before, not for every message.
   *
   * @throws ProviderFailure when it was not done, or not certainly; the caller retries
   */
  void people(List<Person> people);

  /**
   * Makes a channel, unless there is one with this id; that one stays as it is.
   *
   * @throws ProviderFailure when it was not done, or not certainly; the caller retries
   */
  void channel(Channel channel);

  /**
   * Sends a message once, however often it is asked to: after a failure, and above all after one
   * whose outcome is unknown, repeat with the same message id.
   *
   * @throws ProviderFailure when it was not done, or not certainly; {@link ProviderFailure.Never}
   *     also when the id is that of another author's or another channel's message
   */
  Sent send(ChatMessage message);

  /**
   * Whether a message has arrived: for who, after an attempt whose outcome is unknown, wants no
   * further one.
   *
   * @throws ProviderFailure when this cannot be told now
   */
  boolean has(ChatMessage message);

  /**
   * A token with which a person's own program connects to the chat, as that person and nobody else.
   * Asks nobody.
   */
  String userToken(String userId, Duration life);
}
