package dev.stashline.ingress;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.MediaType;
import io.vertx.openapi.contract.OpenAPIContract;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.representer.Representer;

/**
 * The REST contract as this process serves it: with its own public address, and without the
 * operations that it does not offer.
 *
 * @param openApi read and checked
 * @param yaml what people and tools get to read
 */
record Contract(OpenAPIContract openApi, String yaml) {
  private static final String RESOURCE = "/openapi.yaml";

  /** The ids of all operations that the contract declares. */
  static Set<String> operationIds() {
    var ids = new TreeSet<String>();
    for (Object path : paths(read()).values()) {
      for (Object operation : map(path).values()) {
        ids.add(String.valueOf(map(operation).get("operationId")));
      }
    }
    return ids;
  }

  /**
   * Loads the contract.
   *
   * @param offered whether an operation, by its id, is to stay in it
   */
  static Future<Contract> load(Vertx vertx, URI publicBaseUrl, Predicate<String> offered) {
    Map<String, Object> document = read();
    document.put("servers", List.of(Map.of("url", publicBaseUrl.toString())));
    var paths = paths(document);
    for (Object path : paths.values()) {
      map(path)
          .values()
          .removeIf(operation -> !offered.test(String.valueOf(map(operation).get("operationId"))));
    }
    paths.values().removeIf(path -> map(path).isEmpty());
    String yaml = write(document);
    return OpenAPIContract.from(vertx, new JsonObject(readable(document)))
        .map(openApi -> new Contract(openApi, yaml));
  }

  /**
   * A copy that vertx-openapi can load: it refuses a contract with bodies of a type that it cannot
   * validate itself, even in answers, which it is not asked to validate.
   */
  private static Map<String, Object> readable(Map<String, Object> node) {
    var copy = new LinkedHashMap<String, Object>();
    node.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?>) {
            var child = readable(map(value));
            if (key.equals("content")) {
              child.keySet().removeIf(Contract::isUnreadableMediaType);
            }
            copy.put(key, child);
          } else {
            copy.put(key, value);
          }
        });
    return copy;
  }

  /** A field may be called {@code content}, too; what its schema holds has no slash. */
  private static boolean isUnreadableMediaType(String key) {
    return key.contains("/") && !MediaType.isMediaTypeSupported(key);
  }

  private static Map<String, Object> read() {
    try (InputStream in = Contract.class.getResourceAsStream(RESOURCE)) {
      return new Yaml(new SafeConstructor(new LoaderOptions()))
          .load(Objects.requireNonNull(in, RESOURCE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String write(Map<String, Object> document) {
    var options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setWidth(120);
    return new Yaml(new SafeConstructor(new LoaderOptions()), new Representer(options), options)
        .dump(document);
  }

  private static Map<String, Object> paths(Map<String, Object> document) {
    return map(Objects.requireNonNull(document.get("paths")));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }
}
