package dev.stashline.standins;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * A chat completion request that has passed the checks of the documented interface.
 *
 * @param name the schema's name
 */
record ModelRequest(String name, JsonObject schema, JsonObject body) {

  private static final Set<String> ROLES =
      Set.of("system", "developer", "user", "assistant", "tool");

  /** What the interface answers with 400. */
  static final class Invalid extends Exception {
    private static final long serialVersionUID = 1;

    Invalid(String message) {
      super(message);
    }
  }

  static ModelRequest read(Buffer bytes) throws Invalid {
    try {
      JsonObject body = bytes.toJsonObject();
      require(!body.getString("model", "").isBlank(), "you must provide a model parameter");
      checkMessages(body.getJsonArray("messages", new JsonArray()));
      checkLimit(body);
      JsonObject format = body.getJsonObject("response_format", new JsonObject());
      require(
          "json_schema".equals(format.getString("type")),
          "response_format.type must be json_schema: nothing else is asked here");
      JsonObject named = format.getJsonObject("json_schema", new JsonObject());
      String name = named.getString("name", "");
      require(
          name.matches("[A-Za-z0-9_-]{1,64}"),
          "Invalid 'response_format.json_schema.name': ^[a-zA-Z0-9_-]+$, at most 64");
      JsonObject schema = named.getJsonObject("schema", new JsonObject());
      require(
          "object".equals(schema.getString("type")),
          "Invalid schema for response_format '" + name + "': schema must be of type object");
      if (named.getBoolean("strict", false)) {
        checkStrict(name, schema);
      }
      return new ModelRequest(name, schema, body);
    } catch (DecodeException | ClassCastException e) {
      throw new Invalid("We could not parse the JSON body of your request");
    }
  }

  private static void checkMessages(JsonArray messages) throws Invalid {
    require(!messages.isEmpty(), "'messages' must not be empty");
    for (int i = 0; i < messages.size(); i++) {
      JsonObject message = messages.getJsonObject(i);
      require(ROLES.contains(message.getString("role", "")), "messages[" + i + "].role is invalid");
      require(message.getString("content") != null, "messages[" + i + "].content is missing");
    }
  }

  private static void checkLimit(JsonObject body) throws Invalid {
    for (String field : new String[] {"max_completion_tokens", "max_tokens"}) {
      Integer limit = body.getInteger(field);
      require(limit == null || limit > 0, "'" + field + "' must be at least 1");
    }
  }

  /** Strict output allows only closed objects whose properties are all required. */
  private static void checkStrict(String name, JsonObject schema) throws Invalid {
    String where = "Invalid schema for response_format '" + name + "': ";
    JsonObject properties = schema.getJsonObject("properties");
    if (properties != null) {
      require(
          Boolean.FALSE.equals(schema.getValue("additionalProperties")),
          where + "'additionalProperties' is required to be supplied and to be false");
      JsonArray required = schema.getJsonArray("required", new JsonArray());
      for (String property : properties.fieldNames()) {
        require(
            required.contains(property), where + "'required' must include every key in properties");
      }
    }
    for (String keyword : schema.fieldNames()) {
      Object inner = schema.getValue(keyword);
      if (keyword.equals("properties") || keyword.equals("$defs")) {
        for (String key : schema.getJsonObject(keyword).fieldNames()) {
          checkInner(name, schema.getJsonObject(keyword).getValue(key));
        }
      } else {
        checkInner(name, inner);
      }
    }
  }

  private static void checkInner(String name, Object inner) throws Invalid {
    if (inner instanceof JsonObject schema) {
      checkStrict(name, schema);
    } else if (inner instanceof JsonArray several) {
      for (Object each : several) {
        checkInner(name, each);
      }
    }
  }

  private static void require(boolean holds, String message) throws Invalid {
    if (!holds) {
      throw new Invalid(message);
    }
  }
}
