package dev.stashline.ingress;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.stashline.runtime.Problem;
import dev.stashline.runtime.Problem.FieldError;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import io.vertx.json.schema.Validator;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.contract.RequestBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds one operation's requests against the contract and refuses what does not fit, with every
 * fault at once. What passes can be stored as it is.
 *
 * <p>Afterwards {@code ctx.body()} is JSON, also where a form was sent: the operation need not
 * care.
 */
final class RequestCheck {
  private static final String FORM = "multipart/form-data";

  private final List<Input> inputs;
  private final Map<String, Validator> bodies = new TreeMap<>();
  private final boolean bodyRequired;

  /** A parameter and what its value must be. */
  private record Input(
      String name, boolean inPath, boolean required, boolean number, Validator schema) {}

  RequestCheck(OpenAPIContract contract, Operation operation) {
    var schemas = contract.getSchemaRepository();
    inputs =
        operation.getParameters().stream()
            .map(p -> input(p, schemas.validator(p.getSchema())))
            .toList();
    RequestBody body = operation.getRequestBody();
    bodyRequired = body != null && body.isRequired();
    if (body != null) {
      body.getContent()
          .forEach((type, media) -> bodies.put(type, schemas.validator(media.getSchema())));
    }
  }

  private static Input input(Parameter parameter, Validator schema) {
    if (parameter.getIn() != Location.QUERY && parameter.getIn() != Location.PATH) {
      throw new IllegalArgumentException(
          "parameter " + parameter.getName() + ": only query and path are supported");
    }
    return new Input(
        parameter.getName(),
        parameter.getIn() == Location.PATH,
        parameter.isRequired(),
        "integer".equals(parameter.getSchema().<String>get("type")),
        schema);
  }

  /** Whether requests of this operation carry a body. */
  boolean readsBody() {
    return !bodies.isEmpty();
  }

  /**
   * Looks at the declared type of the body, before the body is read.
   *
   * @throws dev.stashline.runtime.ProblemException 415 for a type that the operation does not read
   */
  void contentType(RoutingContext ctx) {
    var headers = ctx.request().headers();
    boolean hasBody =
        headers.contains("Transfer-Encoding")
            || (headers.contains("Content-Length")
                && !headers.contains("Content-Length", "0", false));
    if (hasBody && !bodies.containsKey(type(ctx))) {
      throw Problem.of(415, "The body must be " + String.join(" or ", bodies.keySet()) + ".")
          .exception();
    }
  }

  /**
   * Checks the parameters and the body that has been read.
   *
   * @throws dev.stashline.runtime.ProblemException 400 with every fault
   */
  void fit(RoutingContext ctx) {
    var faults = new ArrayList<FieldError>();
    inputs.forEach(input -> check(input, ctx, faults));
    if (readsBody()) {
      checkBody(ctx, faults);
    }
    if (!faults.isEmpty()) {
      throw Problem.invalid(faults).exception();
    }
  }

  private static void check(Input input, RoutingContext ctx, List<FieldError> faults) {
    String name = input.name();
    List<String> given =
        input.inPath() ? List.of(ctx.pathParam(name)) : ctx.queryParams().getAll(name);
    if (given.size() > 1) {
      faults.add(new FieldError(name, "must be given once"));
    } else if (given.isEmpty()) {
      if (input.required()) {
        faults.add(new FieldError(name, "is required"));
      }
    } else if (!Storable.is(given.getFirst())) {
      faults.add(Storable.fault(name));
    } else {
      var found = input.schema().validate(value(input, given.getFirst()));
      if (!found.getValid()) {
        faults.addAll(SchemaFaults.of(name, found));
      }
    }
  }

  private static Object value(Input input, String text) {
    if (!input.number()) {
      return text;
    }
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      return text;
    }
  }

  private void checkBody(RoutingContext ctx, List<FieldError> faults) {
    String type = type(ctx);
    if (type.equals(FORM)) {
      ((RoutingContextInternal) ctx).setBody(form(ctx).toBuffer());
    } else if (ctx.body().length() <= 0) {
      if (bodyRequired) {
        faults.add(new FieldError("", "a body is required"));
      }
      return;
    }
    Object json = decode(ctx);
    var schema = bodies.get(type);
    if (schema == null) {
      return; // contentType() has let it pass, so there is no body
    }
    var found = schema.validate(json);
    if (!found.getValid()) {
      faults.addAll(SchemaFaults.of("", found));
    }
    Storable.check("", json, faults);
  }

  private static JsonObject form(RoutingContext ctx) {
    var form = new JsonObject();
    ctx.request().formAttributes().forEach(entry -> form.put(entry.getKey(), entry.getValue()));
    return form;
  }

  private static @Nullable Object decode(RoutingContext ctx) {
    try {
      return Json.decodeValue(ctx.body().buffer());
    } catch (DecodeException e) {
      throw Problem.badRequest("The body is not JSON" + place(e) + ".").exception();
    }
  }

  private static String place(DecodeException e) {
    return e.getCause() instanceof JsonProcessingException cause && cause.getLocation() != null
        ? ", line "
            + cause.getLocation().getLineNr()
            + ", column "
            + cause.getLocation().getColumnNr()
        : "";
  }

  private static String type(RoutingContext ctx) {
    String header = ctx.request().getHeader("Content-Type");
    if (header == null) {
      return "";
    }
    int end = header.indexOf(';');
    String type = (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    return type;
  }
}
