package dev.stashline.qstash;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Headers of several layers sorted into what they are for, still as text.
 *
 * <pre>
 *   Content-Type                               → contentType
 *   Upstash-Forward-X                          → forwarded under X
 *   Upstash-Callback-Y, -Failure-Callback-Y    → that callback's layer, as Upstash-Y
 *   Upstash-Workflow-*, Upstash-Feature-Set    → workflow
 *   Upstash-Label                              → labels
 *   Upstash-Z                                  → setting Z (unknown ones and telemetry are never asked for)
 *   any other                                  → forwarded too if Upstash-Header-Forward is true
 * </pre>
 */
final class SortedHeaders {

  private static final String OURS = "upstash-";
  private static final String FORWARD = "forward-";

  private final Map<String, String> settings = new HashMap<>();
  private final Map<String, List<List<Map.Entry<String, String>>>> callbacks = new HashMap<>();
  private final Map<String, List<String>> forwarded = new LinkedHashMap<>();
  private final Map<String, List<String>> plain = new LinkedHashMap<>();
  private final Map<String, List<String>> workflow = new LinkedHashMap<>();
  private List<String> labels = List.of();
  private @Nullable String contentType;

  private SortedHeaders() {}

  static SortedHeaders of(List<? extends Iterable<? extends Map.Entry<String, String>>> layers) {
    var sorted = new SortedHeaders();
    for (var layer : layers) {
      var ofLayer = new SortedHeaders();
      for (var header : layer) {
        ofLayer.sort(header.getKey(), header.getValue());
      }
      sorted.addBeneath(ofLayer);
    }
    return sorted;
  }

  private void sort(String name, String value) {
    if (!name.regionMatches(true, 0, OURS, 0, OURS.length())) {
      if (!name.equalsIgnoreCase("content-type")) {
        addIfAllowed(plain, name, value);
      } else if (contentType == null && !value.isBlank()) {
        contentType = value.strip();
      }
      return;
    }
    String setting = name.substring(OURS.length()).toLowerCase(Locale.ROOT);
    if (setting.startsWith(FORWARD)) {
      addIfAllowed(forwarded, name.substring(OURS.length() + FORWARD.length()), value);
    } else if (setting.startsWith("callback-")) {
      addToCallback("callback", name, value);
    } else if (setting.startsWith("failure-callback-")) {
      addToCallback("failure-callback", name, value);
    } else if (setting.startsWith("workflow-") || setting.equals("feature-set")) {
      add(workflow, name, value);
    } else if (setting.equals("label")) {
      var all = new ArrayList<>(labels);
      all.add(value);
      labels = all;
    } else if (!value.isBlank()) {
      settings.putIfAbsent(setting, value.strip());
    }
  }

  private static void addIfAllowed(Map<String, List<String>> headers, String name, String value) {
    if (HeaderNames.mayForward(name)) {
      add(headers, name, value);
    }
  }

  private static void add(Map<String, List<String>> headers, String name, String value) {
    headers.computeIfAbsent(HeaderNames.canonical(name), _ -> new ArrayList<>()).add(value);
  }

  private void addToCallback(String which, String name, String value) {
    String own = OURS + name.substring(OURS.length() + which.length() + 1);
    var layers = callbacks.computeIfAbsent(which, _ -> new ArrayList<>());
    if (layers.isEmpty()) {
      layers.add(new ArrayList<>());
    }
    layers.getFirst().add(Map.entry(own, value));
  }

  private void addBeneath(SortedHeaders lower) {
    lower.settings.forEach(settings::putIfAbsent);
    lower.forwarded.forEach(forwarded::putIfAbsent);
    lower.plain.forEach(plain::putIfAbsent);
    lower.workflow.forEach(workflow::putIfAbsent);
    lower.callbacks.forEach(
        (which, layers) -> callbacks.computeIfAbsent(which, _ -> new ArrayList<>()).addAll(layers));
    labels = labels.isEmpty() ? lower.labels : labels;
    contentType = contentType == null ? lower.contentType : contentType;
  }

  /** The setting's value without blanks round it; null when absent or blank. */
  @Nullable String setting(String name) {
    return settings.get(name.toLowerCase(Locale.ROOT));
  }

  boolean isTrue(String name) {
    return "true".equalsIgnoreCase(setting(name));
  }

  List<List<Map.Entry<String, String>>> callbackLayers(String which) {
    return callbacks.getOrDefault(which.toLowerCase(Locale.ROOT), List.of());
  }

  /**
   * What is sent on: headers with the prefix, and beside them, if that was asked for, those
   * without; a prefixed one wins.
   */
  Map<String, List<String>> forwarded() {
    var headers = new LinkedHashMap<>(forwarded);
    if (isTrue("Header-Forward")) {
      plain.forEach(
          (name, values) -> {
            if (!name.equalsIgnoreCase("authorization")) {
              headers.putIfAbsent(name, values);
            }
          });
    }
    return frozen(headers);
  }

  Map<String, List<String>> workflow() {
    return frozen(workflow);
  }

  List<String> labels() {
    return labels;
  }

  @Nullable String contentType() {
    return contentType;
  }

  private static Map<String, List<String>> frozen(Map<String, List<String>> headers) {
    var copy = new LinkedHashMap<String, List<String>>();
    headers.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    return Collections.unmodifiableMap(copy);
  }
}
