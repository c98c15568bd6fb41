package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stashline.qstash.BadRequestException;
import dev.stashline.qstash.InvalidValueException;
import dev.stashline.runtime.Json;
import java.net.URLDecoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Query parameters, and the same keys in a JSON body. */
final class Params {
  static final String TOKEN = "qstash_token";

  /** Later times cannot be stored; nobody means them. */
  private static final long LATEST_MILLIS = Instant.parse("+290000-01-01T00:00:00Z").toEpochMilli();

  private final Map<String, List<String>> values = new LinkedHashMap<>();

  private Params() {}

  /**
   * Reads query and body.
   *
   * @throws BadRequestException if either cannot be read
   */
  static Params of(ApiRequest request) {
    var params = query(request.query());
    String body = new String(request.body(), UTF_8);
    if (!body.isBlank()) {
      params.addJson(body);
    }
    return params;
  }

  /** Reads a query alone. */
  static Params query(String query) {
    var params = new Params();
    if (!query.isEmpty()) {
      for (String part : query.split("&")) {
        int equals = part.indexOf('=');
        String name = decode(equals < 0 ? part : part.substring(0, equals));
        params.add(
            name,
            decode(equals < 0 ? "" : part.substring(equals + 1)),
            !name.equals("url") && !name.equals("workflowUrl"));
      }
    }
    return params;
  }

  private void add(String name, String value, boolean isList) {
    if (name.isEmpty()) {
      return;
    }
    var all = values.computeIfAbsent(name, absent -> new ArrayList<>());
    // A URL may have a comma of its own.
    Arrays.stream(isList ? value.split(",") : new String[] {value})
        .filter(v -> !v.isBlank())
        .map(String::strip)
        .map(Params::storable)
        .forEach(all::add);
  }

  private static String storable(String value) {
    if (value.indexOf('\0') >= 0) {
      throw new BadRequestException("query", "has a zero character");
    }
    return value;
  }

  private void addJson(String body) {
    com.fasterxml.jackson.databind.JsonNode tree;
    try {
      tree = Json.tree(body);
    } catch (Json.BadJson e) {
      throw new BadRequestException("body", "is not JSON");
    }
    if (tree == null || !tree.isObject()) {
      throw new BadRequestException("body", "must be a JSON object");
    }
    for (var field : tree.properties()) {
      var value = field.getValue();
      if (value.isArray()) {
        values.computeIfAbsent(field.getKey(), absent -> new ArrayList<>());
        value.forEach(element -> add(field.getKey(), element.asText(), false));
      } else if (!value.isNull()) {
        add(field.getKey(), value.asText(), false);
      }
    }
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException _) {
      throw new BadRequestException("query", "has a broken percent escape");
    }
  }

  /**
   * Refuses parameters that nobody knows: a misspelt filter must fail, not act on everything.
   *
   * @throws BadRequestException naming the first of them
   */
  Params only(Set<String> names) {
    for (String name : values.keySet()) {
      if (!names.contains(name) && !name.equals(TOKEN)) {
        throw new BadRequestException(name, "is not a known parameter");
      }
    }
    return this;
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  @Nullable String first(String name) {
    var all = all(name);
    return all.isEmpty() ? null : all.getFirst();
  }

  /** A number within bounds; {@code fallback} if it is not given, {@code most} if it is more. */
  int count(int fallback, int most) {
    var given = number("count");
    if (given == null) {
      return fallback;
    }
    if (given < 1) {
      throw new BadRequestException("count", "must be at least 1");
    }
    return (int) Math.min(given, most);
  }

  /** A time in Unix milliseconds; null if it is not given. */
  @Nullable Instant time(String name) {
    var millis = number(name);
    return millis == null ? null : Instant.ofEpochMilli(Math.min(millis, LATEST_MILLIS));
  }

  private @Nullable Long number(String name) {
    return parsed(
        name,
        text -> {
          if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(Params::isDigit)) {
            throw new InvalidValueException("must be a whole number");
          }
          return Long.parseLong(text);
        });
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /** The first value, read; null if it is not given. */
  <T> @Nullable T parsed(String name, Function<String, T> parse) {
    String text = first(name);
    try {
      return text == null ? null : parse.apply(text);
    } catch (InvalidValueException e) {
      throw new BadRequestException(name, e.reason());
    }
  }

  /** Whether lists start with the newest. */
  boolean latestFirst(boolean fallback) {
    return switch (first("order")) {
      case null -> fallback;
      case "latestFirst" -> true;
      case "earliestFirst" -> false;
      default -> throw new BadRequestException("order", "must be earliestFirst or latestFirst");
    };
  }
}
