package dev.stashline.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.stashline.runtime.Json;
import dev.stashline.runtime.Problem;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a request carries, once the contract has let it pass, and the page that it asks for. */
final class Asked {
  private static final int USUAL_LIMIT = 50;

  private Asked() {}

  /** The body; missing if there is none. */
  static JsonNode body(RoutingContext ctx) {
    String text = ctx.body().asString();
    return text == null || text.isBlank() ? MissingNode.getInstance() : Json.tree(text);
  }

  static @Nullable String query(RoutingContext ctx, String name) {
    var values = ctx.queryParam(name);
    return values.isEmpty() || values.getFirst().isBlank() ? null : values.getFirst();
  }

  static int limit(RoutingContext ctx) {
    String limit = query(ctx, "limit");
    return limit == null ? USUAL_LIMIT : Integer.parseInt(limit);
  }

  /**
   * Where a page of a list that goes by number ended; null for the first page.
   *
   * @throws dev.stashline.runtime.ProblemException 400 for what no page gave
   */
  static @Nullable Long numberCursor(RoutingContext ctx) {
    String cursor = query(ctx, "cursor");
    try {
      return cursor == null ? null : Long.valueOf(cursor);
    } catch (NumberFormatException e) {
      throw Problem.invalid("cursor", "is not one that a page gave").exception();
    }
  }

  static @Nullable String text(JsonNode body, String name) {
    var value = body.path(name);
    return value.isTextual() && !value.textValue().isBlank() ? value.textValue() : null;
  }

  /** A page of a list, and where the next one begins. */
  record Page<T>(List<T> items, @Nullable String next) {}

  /**
   * The page for what was found with one more than the limit.
   *
   * @param cursor of the last one shown
   */
  static <T, V> Page<V> page(
      List<T> found, int limit, Function<T, V> view, Function<T, String> cursor) {
    boolean more = found.size() > limit;
    var shown = more ? found.subList(0, limit) : found;
    return new Page<>(
        shown.stream().map(view).toList(), more ? cursor.apply(shown.getLast()) : null);
  }
}
