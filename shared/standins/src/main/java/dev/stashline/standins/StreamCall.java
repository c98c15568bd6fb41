package dev.stashline.standins;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * One call to the chat service.
 *
 * @param type of the channel; empty where the path names none
 * @param id of the channel or the message in the path; empty where the path names none
 * @param body empty for a GET
 */
record StreamCall(StreamEndpoint endpoint, String type, String id, JsonObject body) {

  private static final int MOST_MEMBERS = 100;

  /** The people of {@code POST /users}. */
  JsonObject users() throws StreamRefusal {
    return part("users");
  }

  /** The message of {@code POST …/message}. */
  JsonObject message() throws StreamRefusal {
    return part("message");
  }

  /** What {@code POST …/query} says about a channel. */
  JsonObject data() throws StreamRefusal {
    return body.getValue("data") == null ? new JsonObject() : part("data");
  }

  /** The channel's members by their ids, which come alone or in objects. */
  List<String> members() throws StreamRefusal {
    List<String> members = new ArrayList<>();
    if (data().getValue("members") instanceof JsonArray several) {
      for (Object each : several) {
        members.add(text(each instanceof JsonObject member ? member.getValue("user_id") : each));
      }
    }
    if (members.size() > MOST_MEMBERS) {
      throw StreamRefusal.input("data.members must contain at maximum 100 items");
    }
    return members;
  }

  /** A field's text; empty when it is not there. */
  static String text(JsonObject object, String field) {
    return text(object.getValue(field));
  }

  private static String text(Object value) {
    return value instanceof String text ? text : "";
  }

  private JsonObject part(String field) throws StreamRefusal {
    if (body.getValue(field) instanceof JsonObject part) {
      return part;
    }
    throw StreamRefusal.input(field + " is a required field");
  }
}
