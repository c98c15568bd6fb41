package dev.stashline.standins;

import static dev.stashline.standins.StreamCall.text;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The people, channels and messages of the chat stand-in, and what it refuses to store. */
final class StreamStore {

  private static final int NOT_FOUND = 16;
  private static final int TOO_LONG = 20;
  private static final int MOST_USERS = 100;
  private static final int LONGEST_TEXT = 5_000;
  private static final int LONGEST_MESSAGE_ID = 255;
  private static final Pattern USER_ID = Pattern.compile("[A-Za-z0-9@_-]{1,255}");
  private static final Pattern CHANNEL_ID = Pattern.compile("[A-Za-z0-9!_-]{1,64}");

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Map<String, JsonObject> users = new LinkedHashMap<>();
  private final Map<String, Set<String>> members = new HashMap<>();
  private final Map<String, StreamMessage> messages = new LinkedHashMap<>();
  private int duplicates;

  /** The ids of all that a call concerns, as far as they can be read. */
  Set<String> concerned(StreamCall call) {
    Set<String> ids = new HashSet<>();
    ids.add(call.id());
    try {
      switch (call.endpoint()) {
        case UPDATE_USERS -> ids.addAll(call.users().fieldNames());
        case GET_OR_CREATE_CHANNEL -> {
          ids.add(text(call.data(), "created_by_id"));
          ids.addAll(call.members());
        }
        case SEND_MESSAGE -> {
          ids.add(text(call.message(), "id"));
          ids.add(text(call.message(), "user_id"));
          ids.addAll(members(call.id()));
        }
        case GET_MESSAGE -> {}
      }
    } catch (StreamRefusal e) {
      // It will be refused for that, unless a fault comes first.
    }
    return ids;
  }

  /** Does what is asked and returns the answer's body. */
  JsonObject perform(StreamCall call, Instant now) throws StreamRefusal {
    lock.lock();
    try {
      return switch (call.endpoint()) {
        case UPDATE_USERS -> updateUsers(call);
        case GET_OR_CREATE_CHANNEL -> getOrCreateChannel(call, now);
        case SEND_MESSAGE -> sendMessage(call, now);
        case GET_MESSAGE -> getMessage(call.id());
      };
    } finally {
      lock.unlock();
    }
  }

  /** All messages, oldest first. */
  List<StreamMessage> messages() {
    return locked(() -> List.copyOf(messages.values()));
  }

  /** How often a message was refused because its id was there already. */
  int duplicates() {
    return locked(() -> duplicates);
  }

  /** The members of a channel; empty when there is no such channel. */
  Set<String> members(String channelId) {
    return locked(() -> Set.copyOf(members.getOrDefault(channelId, Set.of())));
  }

  /** The name of a person; null when there is no such person. */
  @Nullable String name(String userId) {
    lock.lock();
    try {
      JsonObject user = users.get(userId);
      return user == null ? null : text(user, "name");
    } finally {
      lock.unlock();
    }
  }

  void clear() {
    lock.lock();
    try {
      users.clear();
      members.clear();
      messages.clear();
      duplicates = 0;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until so many messages are here, and returns them all. */
  List<StreamMessage> await(int count, Duration timeout)
      throws InterruptedException, TimeoutException {
    long left = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (messages.size() < count) {
        if (left <= 0) {
          throw new TimeoutException(messages.size() + " messages within " + timeout);
        }
        left = arrived.awaitNanos(left);
      }
      return List.copyOf(messages.values());
    } finally {
      lock.unlock();
    }
  }

  private JsonObject updateUsers(StreamCall call) throws StreamRefusal {
    JsonObject given = call.users();
    check(!given.isEmpty(), "users must contain at least 1 item");
    check(given.size() <= MOST_USERS, "users must contain at maximum 100 items");
    for (String id : given.fieldNames()) {
      check(
          given.getValue(id) instanceof JsonObject user && text(user, "id").equals(id),
          "users must map each id to the user with that id");
      check(
          USER_ID.matcher(id).matches(),
          "userID: " + id + " is not valid. a-z, 0-9, @, _ and - are allowed");
    }
    given.fieldNames().forEach(id -> users.put(id, given.getJsonObject(id)));
    return new JsonObject().put("users", given).put("duration", "0.00ms");
  }

  private JsonObject getOrCreateChannel(StreamCall call, Instant now) throws StreamRefusal {
    checkChannelId(call);
    check(
        !call.body().getBoolean("watch", false) && !call.body().getBoolean("presence", false),
        "Watch or Presence requires an active websocket connection");
    JsonObject data = call.data();
    String creator =
        data.getValue("created_by") instanceof JsonObject user
            ? text(user, "id")
            : text(data, "created_by_id");
    check(
        !creator.isEmpty(),
        "either data.created_by or data.created_by_id must be provided when using server side"
            + " auth.");
    Set<String> involved = new HashSet<>(call.members());
    involved.add(creator);
    involved.removeAll(users.keySet());
    check(
        involved.isEmpty(),
        "The following users are involved in channel create operation, but don't exist: "
            + involved
            + ". Please create the user objects before setting up the channel.");
    // An existing channel keeps its members, whatever the call says.
    members.putIfAbsent(call.id(), Set.copyOf(call.members()));
    Set<String> inside = members(call.id());
    return new JsonObject()
        .put(
            "channel",
            new JsonObject()
                .put("id", call.id())
                .put("type", call.type())
                .put("cid", call.type() + ":" + call.id())
                .put("member_count", inside.size())
                .put("created_at", now.toString()))
        .put("members", new JsonArray(List.copyOf(inside)))
        .put("messages", new JsonArray())
        .put("duration", "0.00ms");
  }

  private JsonObject sendMessage(StreamCall call, Instant now) throws StreamRefusal {
    checkChannelId(call);
    JsonObject given = call.message();
    String author = text(given, "user_id");
    String body = text(given, "text");
    String id = given.getValue("id") == null ? UUID.randomUUID().toString() : text(given, "id");
    check(
        !author.isEmpty(),
        "either message.user or message.user_id must be provided when using server side auth.");
    check(
        !id.isEmpty() && id.length() <= LONGEST_MESSAGE_ID,
        "message.id must be a maximum of 255 characters in length");
    if (!members.containsKey(call.id())) {
      throw new StreamRefusal(
          404, NOT_FOUND, "Can't find channel with id " + call.type() + ":" + call.id());
    }
    check(users.containsKey(author), "user " + author + " doesn't exist");
    check(!body.isBlank(), "message.text must not be empty");
    if (body.length() > LONGEST_TEXT) {
      throw new StreamRefusal(400, TOO_LONG, "message text is too long, at most 5000 characters");
    }
    if (messages.containsKey(id)) {
      duplicates++;
      throw StreamRefusal.input("a message with ID " + id + " already exists");
    }
    var message = new StreamMessage(messages.size() + 1, id, call.id(), author, body, now);
    messages.put(id, message);
    arrived.signalAll();
    return new JsonObject().put("message", message.json()).put("duration", "0.00ms");
  }

  private JsonObject getMessage(String id) throws StreamRefusal {
    StreamMessage message = messages.get(id);
    if (message == null) {
      throw new StreamRefusal(404, NOT_FOUND, "Message with id " + id + " doesn't exist");
    }
    return new JsonObject().put("message", message.json()).put("duration", "0.00ms");
  }

  /** Stricter than Stream in one thing: an id that begins with its type is surely a mistake. */
  private static void checkChannelId(StreamCall call) throws StreamRefusal {
    check(!call.id().contains(":"), "Invalid channel id, can't contain the : character");
    check(
        CHANNEL_ID.matcher(call.id()).matches(),
        "Invalid channel id: at most 64 of a-z, A-Z, 0-9, ! _ and -");
    check(
        !call.id().startsWith(call.type() + "_") && !call.id().startsWith(call.type() + "-"),
        "Invalid channel id, must not repeat the channel type");
  }

  private static void check(boolean holds, String message) throws StreamRefusal {
    if (!holds) {
      throw StreamRefusal.input(message);
    }
  }

  private <T> T locked(Supplier<T> read) {
    lock.lock();
    try {
      return read.get();
    } finally {
      lock.unlock();
    }
  }
}
