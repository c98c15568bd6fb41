package dev.stashline.ingress;

import dev.stashline.runtime.AccessLog;
import dev.stashline.runtime.AppConfig;
import dev.stashline.runtime.Authentication;
import dev.stashline.runtime.Caller;
import dev.stashline.runtime.MachineKey;
import dev.stashline.runtime.Operation;
import dev.stashline.runtime.Problem;
import dev.stashline.runtime.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.openapi.contract.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Serves the operations of the contract, each by the handler that the assembly brought for it, plus
 * {@code /openapi.yaml} and {@code /docs}.
 *
 * <p>An operation sees only requests that fit the contract: query values by {@code
 * ctx.queryParam(name)}, the body by {@code ctx.body().asJsonObject()} whether JSON or a form was
 * sent, the caller by {@link Caller}. What it throws or fails with becomes a problem document.
 */
public final class RestDoor {
  /** An extension of the contract: the role that an operation needs. */
  private static final String ROLE = "x-role";

  private final Vertx vertx;
  private final AppConfig config;
  private final Authentication authentication;
  private final CallerLimits limits;
  private final Map<String, Handler<RoutingContext>> handlers;
  private final Map<String, MachineKey> keys;

  private RestDoor(
      Vertx vertx,
      AppConfig config,
      Authentication authentication,
      CallerLimits limits,
      Map<String, Handler<RoutingContext>> handlers,
      Map<String, MachineKey> keys) {
    this.vertx = vertx;
    this.config = config;
    this.authentication = authentication;
    this.limits = limits;
    this.handlers = handlers;
    this.keys = keys;
  }

  /**
   * Builds the router of the door, for {@code AppServer.mount}.
   *
   * @param operations one for each operation of the contract, in any order
   * @param optional ids of operations that this process may do without, such as {@code moveClock};
   *     those without a handler are left out of the served contract
   * @param keys of machines, by the name of the contract's security scheme
   * @return fails with an IllegalStateException that names every operation without a handler, and
   *     every handler that is double or has no operation
   */
  public static Future<Router> open(
      Vertx vertx,
      AppConfig config,
      Authentication authentication,
      CallerLimits limits,
      List<Operation> operations,
      Set<String> optional,
      Map<String, MachineKey> keys) {
    var problems = problems(operations, optional);
    if (!problems.isEmpty()) {
      return Future.failedFuture(
          new IllegalStateException("the REST contract: " + String.join("; ", problems)));
    }
    var handlers = operations.stream().collect(Collectors.toMap(Operation::id, Operation::handler));
    var door = new RestDoor(vertx, config, authentication, limits, handlers, keys);
    return Contract.load(vertx, config.publicBaseUrl(), handlers::containsKey).map(door::router);
  }

  private static List<String> problems(List<Operation> operations, Set<String> optional) {
    var declared = Contract.operationIds();
    var problems = new ArrayList<String>();
    var given = new HashMap<String, Integer>();
    operations.forEach(operation -> given.merge(operation.id(), 1, Integer::sum));
    for (String id : declared) {
      if (!given.containsKey(id) && !optional.contains(id)) {
        problems.add("operation " + id + " has no handler");
      }
    }
    new TreeSet<>(given.keySet())
        .forEach(
            id -> {
              if (!declared.contains(id)) {
                problems.add("handler " + id + " has no operation");
              } else if (given.getOrDefault(id, 0) > 1) {
                problems.add("operation " + id + " has several handlers");
              }
            });
    return problems;
  }

  private Router router(Contract contract) {
    var router = Router.router(vertx);
    for (Path path : contract.openApi().getPaths()) {
      // {id} in the contract is :id here
      String route = path.getName().replaceAll("\\{(.*?)}", ":$1");
      path.getOperations()
          .forEach(
              operation ->
                  serve(router, route, operation, new RequestCheck(contract.openApi(), operation)));
      refuseOtherMethods(router, route, path);
    }
    new ContractPages(contract).serve(router);
    return router;
  }

  private void serve(
      Router router,
      String path,
      io.vertx.openapi.contract.Operation operation,
      RequestCheck check) {
    String id = operation.getOperationId();
    var route = router.route(operation.getHttpMethod(), path);
    route.handler(
        ctx -> {
          AccessLog.operation(ctx, id);
          ctx.response().putHeader("Cache-Control", "no-store");
          ctx.next();
        });
    var key = machineKey(operation);
    if (key == null) {
      secure(operation, route::handler);
      route.handler(limits::handle);
    } else {
      // No limit: machines come as often as they are told to.
      route.handler(key::identify);
    }
    if (check.readsBody()) {
      var body =
          BodyHandler.create(false).setBodyLimit(config.bodyLimit()).setMergeFormAttributes(false);
      route.handler(
          ctx -> {
            check.contentType(ctx);
            body.handle(ctx);
          });
    }
    route.handler(
        ctx -> {
          check.fit(ctx);
          ctx.next();
        });
    route.handler(handlers.get(id));
  }

  private @Nullable MachineKey machineKey(io.vertx.openapi.contract.Operation operation) {
    return operation.getSecurityRequirements().stream()
        .flatMap(requirement -> requirement.getNames().stream())
        .map(keys::get)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** An empty requirement in the contract means that nobody need say who they are. */
  private void secure(
      io.vertx.openapi.contract.Operation operation,
      java.util.function.Consumer<Handler<RoutingContext>> route) {
    var requirements = operation.getSecurityRequirements();
    if (!requirements.isEmpty()) {
      boolean anonymousToo = requirements.stream().anyMatch(r -> r.getNames().isEmpty());
      Handler<RoutingContext> identify =
          anonymousToo ? authentication.optional() : authentication.required();
      // As a plain handler: the library would else insist on its own order of handlers.
      route.accept(identify::handle);
    }
    String role = operation.getOpenAPIModel().getString(ROLE);
    if (role != null) {
      route.accept(
          ctx -> {
            Caller.of(ctx).require(role);
            ctx.next();
          });
    }
  }

  private static void refuseOtherMethods(Router router, String route, Path path) {
    String allowed =
        path.getOperations().stream()
            .map(operation -> operation.getHttpMethod().name())
            .sorted()
            .collect(Collectors.joining(", "));
    router
        .route(route)
        .handler(
            ctx -> {
              throw new ProblemException(
                  Problem.of(405, "Here one can only " + allowed + "."), Map.of("Allow", allowed));
            });
  }
}
