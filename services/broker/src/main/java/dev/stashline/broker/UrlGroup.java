package dev.stashline.broker;

import dev.stashline.runtime.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A name for several URLs.
 *
 * @param endpoints in the order in which they first appeared
 * @param headers defaults of every publish to the group, name to values
 */
record UrlGroup(
    String name,
    List<Endpoint> endpoints,
    Map<String, List<String>> headers,
    Instant createdAt,
    Instant updatedAt) {

  /**
   * One URL of a group.
   *
   * @param name unique in the group; null for none
   */
  record Endpoint(String url, @Nullable String name) {
    private boolean isMeantBy(Endpoint other) {
      return other.name != null && other.name.equals(name) || other.url.equals(url);
    }
  }

  /**
   * The endpoints after some were added: one with a known name gets the new URL, else one with the
   * same URL gets the new name, else it is new. No URL and no name appears twice.
   */
  static List<Endpoint> merged(List<Endpoint> endpoints, List<Endpoint> added) {
    var all = new ArrayList<>(endpoints);
    for (Endpoint each : added) {
      int at = indexOf(all, old -> each.name() != null && each.name().equals(old.name()));
      if (at < 0) {
        at = indexOf(all, old -> each.url().equals(old.url()));
      }
      if (at < 0) {
        all.add(each);
      } else {
        all.set(
            at, new Endpoint(each.url(), each.name() == null ? all.get(at).name() : each.name()));
        var kept = all.get(at);
        all.removeIf(other -> other != kept && other.isMeantBy(kept));
      }
    }
    return all;
  }

  private static int indexOf(List<Endpoint> all, Predicate<Endpoint> wanted) {
    for (int i = 0; i < all.size(); i++) {
      if (wanted.test(all.get(i))) {
        return i;
      }
    }
    return -1;
  }

  /** The endpoints after those with one of these names or URLs were taken out. */
  static List<Endpoint> without(List<Endpoint> endpoints, List<String> names, List<String> urls) {
    return endpoints.stream()
        .filter(each -> !(each.name() != null && names.contains(each.name())))
        .filter(each -> !urls.contains(each.url()))
        .toList();
  }

  static List<Endpoint> readEndpoints(String json) {
    return Json.tree(json)
        .valueStream()
        .map(
            each ->
                new Endpoint(
                    each.path("url").asText(),
                    each.hasNonNull("name") ? each.path("name").asText() : null))
        .toList();
  }
}
