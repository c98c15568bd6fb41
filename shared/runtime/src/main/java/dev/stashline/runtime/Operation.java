package dev.stashline.runtime;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/**
 * One operation of the REST contract, given by the service that owns its data to the REST door that
 * serves it.
 *
 * @param id the contract's {@code operationId}
 * @param handler answers the request; what it throws or fails with becomes a problem document. Runs
 *     on an event loop
 */
public record Operation(String id, Handler<RoutingContext> handler) {}
