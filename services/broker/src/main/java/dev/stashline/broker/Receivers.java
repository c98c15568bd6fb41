package dev.stashline.broker;

import dev.stashline.qstash.BadRequestException;
import dev.stashline.qstash.Destination;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Which addresses messages may go to. A name is resolved once an attempt, and the attempt connects
 * to the very address that was checked: a name that changes in between gains nothing.
 */
final class Receivers {
  /**
   * Threads that look names up: as many as names can be asked for at the same time, within reason,
   * so that one whose servers do not answer holds up no other. They come and go with need.
   */
  private static final int MOST_LOOK_UPS = 256;

  private final WorkerExecutor lookUps;
  private final Names names;
  private final boolean allowPrivate;

  /** Gives all addresses of a name; may block. */
  @FunctionalInterface
  interface Names {
    InetAddress[] of(String name) throws UnknownHostException;
  }

  Receivers(Vertx vertx, BrokerConfig config) {
    this(vertx, config.allowPrivateAddresses(), config.slots(), InetAddress::getAllByName);
  }

  Receivers(Vertx vertx, boolean allowPrivate, int atOnce, Names names) {
    lookUps = vertx.createSharedWorkerExecutor("broker-names", Math.min(MOST_LOOK_UPS, atOnce));
    this.allowPrivate = allowPrivate;
    this.names = names;
  }

  /** There is no address that a message may go to. Its message says why. */
  static final class NotAllowed extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotAllowed(String reason) {
      super(reason, null, false, false);
    }
  }

  /**
   * Refuses what can be refused without asking anybody: a private address written as such.
   *
   * @throws BadRequestException in the hosted service's words
   */
  void check(Destination.Url url) {
    if (allowPrivate) {
      return;
    }
    String host = url.host().toLowerCase(java.util.Locale.ROOT);
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    if (name.equals("localhost") || name.endsWith(".localhost")) {
      throw refusal("resolves to a loopback address: " + name);
    }
    literal(name)
        .filter(PrivateAddress::is)
        .ifPresent(
            address -> {
              throw refusal(
                  "resolves to a "
                      + (address.isLoopbackAddress() ? "loopback" : "private")
                      + " address: "
                      + address.getHostAddress());
            });
  }

  private static BadRequestException refusal(String reason) {
    return new BadRequestException("invalid destination url", "endpoint " + reason);
  }

  /**
   * The address to connect to; fails with {@link NotAllowed} or an unknown host. Of a name with
   * public and private addresses only the public ones count.
   */
  Future<InetAddress> resolve(String host) {
    var literal = literal(host);
    if (literal.isPresent()) {
      return Future.succeededFuture(literal.get()).map(this::allowed);
    }
    return lookUps
        .executeBlocking(() -> names.of(host), false)
        .map(
            all ->
                Arrays.stream(all)
                    .filter(address -> allowPrivate || !PrivateAddress.is(address))
                    .findFirst()
                    .orElseThrow(() -> new NotAllowed(host + " resolves to a private address")));
  }

  private InetAddress allowed(InetAddress address) {
    if (!allowPrivate && PrivateAddress.is(address)) {
      throw new NotAllowed(address.getHostAddress() + " is a private address");
    }
    return address;
  }

  /** Also reads the old forms of IPv4 ({@code 127.1}, {@code 0x7f000001}), as resolvers do. */
  private static Optional<InetAddress> literal(String host) {
    try {
      return Optional.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException _) {
      return numeric(host);
    }
  }

  private static Optional<InetAddress> numeric(String host) {
    try {
      return Optional.of(java.net.Inet4Address.ofPosixLiteral(host));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  Future<Void> close() {
    return lookUps.close();
  }
}
