package dev.stashline.standalone;

import dev.stashline.ingress.CallerLimits;
import dev.stashline.ingress.ClockOperation;
import dev.stashline.ingress.JobOperations;
import dev.stashline.ingress.RestDoor;
import dev.stashline.jobs.JobEngine;
import dev.stashline.messages.Messages;
import dev.stashline.plans.Plans;
import dev.stashline.runtime.AppServer;
import dev.stashline.runtime.Authentication;
import dev.stashline.runtime.MachineKey;
import dev.stashline.runtime.MovableClock;
import dev.stashline.runtime.Operation;
import dev.stashline.runtime.RateLimits;
import dev.stashline.runtime.Stopping;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The REST door with the operations of all services, and the pages.
 *
 * @param movable the clock of dev and tests; null for the real one
 */
record IngressRole(
    Vertx vertx,
    Settings settings,
    JobEngine engine,
    Plans plans,
    Messages messages,
    InstantSource clock,
    @Nullable MovableClock movable,
    Stopping stopping) {

  Future<Void> open(AppServer server) {
    var operations = new ArrayList<Operation>(plans.operations(engine.queue()));
    operations.addAll(messages.operations(engine.queue(), settings.qstash()::keys));
    operations.addAll(JobOperations.of(engine.queue(), engine.catalogue().queues(), clock));
    operations.add(QStashHealth.operation(vertx, settings, engine.queue(), clock));
    if (movable != null) {
      operations.add(ClockOperation.of(movable));
    }
    return RestDoor.open(
            vertx,
            settings.app(),
            new Authentication(vertx, settings.auth(), clock),
            limits(),
            operations,
            Set.of("moveClock"),
            keys())
        .map(
            door -> {
              server.mount(door);
              server.mount(plans.pages());
              server.mount(messages.pages());
              return null;
            });
  }

  private Map<String, MachineKey> keys() {
    return Map.of(
        "schedulerKey", new MachineKey("SCHEDULER_API_KEY", settings.messages().schedulerKey()));
  }

  private CallerLimits limits() {
    var redis = settings.redis().map(url -> Redis.createClient(vertx, url.reveal()));
    redis.ifPresent(client -> stopping.then("redis", left -> client.close()));
    return new CallerLimits(new RateLimits(redis, clock), settings.rateLimits());
  }
}
