package dev.stashline.runtime;

import dev.stashline.contracts.BusMessage;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event bus, for hints between processes: plain records, one JSON codec, no requests and
 * replies. A lost message makes work late, never lost.
 */
public final class Bus {
  private static final Logger log = LoggerFactory.getLogger(Bus.class);

  private final EventBus eventBus;

  /** Registers every record of {@link BusMessage}; one bus a Vert.x instance. */
  public Bus(Vertx vertx) {
    eventBus = vertx.eventBus();
    records(BusMessage.class).forEach(this::register);
  }

  private <M extends BusMessage> void register(Class<M> type) {
    eventBus.registerDefaultCodec(type, new JsonCodec<>(type));
  }

  /**
   * Tells whoever listens. Returns at once and never throws: the sender's work does not depend on
   * it.
   */
  public void publish(BusMessage message) {
    try {
      eventBus.publish(message.address(), message);
    } catch (RuntimeException e) {
      log.warn("not published address={} cause={}", message.address(), e.toString());
    }
  }

  /**
   * Listens to one kind of message, or to all below a sealed parent. The consumer runs on an event
   * loop and must not block.
   *
   * @param address where {@code type} is published
   */
  public <M extends BusMessage> Subscription consume(
      String address, Class<M> type, Consumer<M> consumer) {
    MessageConsumer<Object> registered =
        eventBus.consumer(
            address,
            message -> {
              if (type.isInstance(message.body())) {
                consumer.accept(type.cast(message.body()));
              }
            });
    return registered::unregister;
  }

  /** A consumer that can be taken off. */
  public interface Subscription {
    void cancel();
  }

  /** The records below a sealed interface. */
  static List<Class<? extends BusMessage>> records(Class<? extends BusMessage> sealed) {
    Set<Class<? extends BusMessage>> found = new HashSet<>();
    collect(sealed, found);
    return List.copyOf(found);
  }

  private static void collect(
      Class<? extends BusMessage> type, Set<Class<? extends BusMessage>> found) {
    if (type.isRecord()) {
      found.add(type);
    } else {
      Stream.of(type.getPermittedSubclasses())
          .map(c -> c.asSubclass(BusMessage.class))
          .forEach(c -> collect(c, found));
    }
  }

  private record JsonCodec<M extends BusMessage>(Class<M> type) implements MessageCodec<M, M> {
    @Override
    public void encodeToWire(Buffer wire, M message) {
      byte[] json = Json.write(message).getBytes(java.nio.charset.StandardCharsets.UTF_8);
      wire.appendInt(json.length).appendBytes(json);
    }

    @Override
    public M decodeFromWire(int position, Buffer wire) {
      int start = position + Integer.BYTES;
      return Json.read(wire.getString(start, start + wire.getInt(position)), type);
    }

    /** Records are immutable: within one process they travel as they are. */
    @Override
    public M transform(M message) {
      return message;
    }

    @Override
    public String name() {
      return type.getName();
    }

    @Override
    public byte systemCodecID() {
      return -1;
    }
  }
}
