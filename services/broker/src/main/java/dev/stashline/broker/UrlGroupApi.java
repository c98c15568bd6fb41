package dev.stashline.broker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.broker.UrlGroup.Endpoint;
import dev.stashline.qstash.BadRequestException;
import dev.stashline.qstash.Destination;
import dev.stashline.qstash.InvalidValueException;
import dev.stashline.qstash.Names;
import dev.stashline.qstash.PublishSettings;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v2/topics}: URL groups, called topics in paths for historical reasons of the protocol.
 */
final class UrlGroupApi implements ApiPart {
  private final UrlGroups groups;
  private final Receivers receivers;
  private final BrokerConfig config;
  private final InstantSource clock;

  UrlGroupApi(UrlGroups groups, Receivers receivers, BrokerConfig config, InstantSource clock) {
    this.groups = groups;
    this.receivers = receivers;
    this.config = config;
    this.clock = clock;
  }

  @Override
  public @Nullable Future<ApiAnswer> answer(ApiRequest request) {
    if (request.path().equals("/v2/topics")) {
      request.require("GET");
      return groups
          .list(request.account())
          .map(all -> ApiAnswer.ok(all.stream().map(UrlGroupApi::shown).toList()));
    }
    String rest = request.under("/v2/topics/");
    if (rest == null) {
      return null;
    }
    if (rest.endsWith("/endpoints")) {
      String name = name(rest.substring(0, rest.length() - "/endpoints".length()));
      return switch (request.method()) {
        case "POST" -> add(request, name);
        case "DELETE" -> remove(request, name);
        default -> throw ApiRequest.notAllowed();
      };
    }
    String name = name(rest);
    return switch (request.method()) {
      case "GET" -> get(request, name);
      case "DELETE" -> groups.delete(request.account(), name).map(v -> ApiAnswer.empty());
      case "PATCH" -> setHeaders(request, name);
      default -> throw ApiRequest.notAllowed();
    };
  }

  private static String name(String text) {
    try {
      return Names.require(text);
    } catch (InvalidValueException e) {
      throw new BadRequestException("url group name", e.reason());
    }
  }

  private Future<ApiAnswer> get(ApiRequest request, String name) {
    return groups
        .find(request.account(), name)
        .map(
            group ->
                ApiAnswer.ok(
                    shown(group.orElseThrow(() -> ApiError.notFound("url group " + name)))));
  }

  private Future<ApiAnswer> add(ApiRequest request, String name) {
    var added = new ArrayList<Endpoint>();
    for (JsonNode each : endpoints(request)) {
      if (!each.path("url").isTextual()) {
        throw new BadRequestException("url", "each endpoint needs one");
      }
      added.add(new Endpoint(url(each.path("url").asText()), endpointName(each.path("name"))));
    }
    if (added.isEmpty()) {
      throw new BadRequestException("endpoints", "must have at least one");
    }
    return groups.add(request.account(), name, added).map(v -> ApiAnswer.empty());
  }

  private String url(String text) {
    try {
      var url = Destination.url(text);
      receivers.check(url);
      return url.text();
    } catch (InvalidValueException e) {
      throw new BadRequestException("url", e.reason());
    }
  }

  private static @Nullable String endpointName(JsonNode name) {
    if (name.isMissingNode() || name.isNull() || name.asText().isEmpty()) {
      return null;
    }
    try {
      return Names.require(name.asText());
    } catch (InvalidValueException e) {
      throw new BadRequestException("name", e.reason());
    }
  }

  private Future<ApiAnswer> remove(ApiRequest request, String name) {
    var names = new ArrayList<String>();
    var urls = new ArrayList<String>();
    for (JsonNode each : endpoints(request)) {
      if (each.hasNonNull("name")) {
        names.add(each.path("name").asText());
      } else if (each.hasNonNull("url")) {
        urls.add(each.path("url").asText());
      } else {
        throw new BadRequestException("endpoints", "each is named by its name or its url");
      }
    }
    return groups.remove(request.account(), name, names, urls).map(v -> ApiAnswer.empty());
  }

  private static JsonNode endpoints(ApiRequest request) {
    var endpoints = request.json().path("endpoints");
    if (!endpoints.isArray()) {
      throw new BadRequestException("endpoints", "must be an array");
    }
    return endpoints;
  }

  /** Values are texts or arrays of them. */
  private Future<ApiAnswer> setHeaders(ApiRequest request, String name) {
    var given = request.json().path("headers");
    if (!given.isObject()) {
      throw new BadRequestException("headers", "must be an object");
    }
    var headers = new LinkedHashMap<String, List<String>>();
    for (var header : given.properties()) {
      var value = header.getValue();
      headers.put(
          header.getKey(),
          value.isArray()
              ? value.valueStream().map(JsonNode::asText).toList()
              : List.of(value.asText()));
    }
    Drafting.refuseWhatIsNotServed(
        PublishSettings.read(List.of(Message.entries(headers)), config.limits(), clock.instant()));
    return groups
        .setHeaders(request.account(), name, headers)
        .map(
            found -> {
              if (!found) {
                throw ApiError.notFound("url group " + name);
              }
              return ApiAnswer.empty();
            });
  }

  private static Map<String, Object> shown(UrlGroup group) {
    var json = new LinkedHashMap<String, Object>();
    json.put("name", group.name());
    json.put("createdAt", group.createdAt().toEpochMilli());
    json.put("updatedAt", group.updatedAt().toEpochMilli());
    json.put("endpoints", group.endpoints().stream().map(UrlGroupApi::shown).toList());
    if (!group.headers().isEmpty()) {
      json.put("headers", group.headers());
    }
    return json;
  }

  /** The name is left out where there is none. */
  static Map<String, Object> shown(Endpoint endpoint) {
    var json = new LinkedHashMap<String, Object>();
    json.put("url", endpoint.url());
    if (endpoint.name() != null) {
      json.put("name", endpoint.name());
    }
    return json;
  }
}
