package dev.stashline.broker;

import dev.stashline.qstash.BadRequestException;
import dev.stashline.qstash.Callback;
import dev.stashline.qstash.Destination;
import dev.stashline.qstash.PublishSettings;
import dev.stashline.qstash.PublishTarget;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes messages of what publishers ask for, or says what is wrong with it. Stores nothing. */
final class Drafting {
  private final Receivers receivers;
  private final UrlGroups groups;
  private final BrokerConfig config;
  private final InstantSource clock;

  Drafting(Receivers receivers, UrlGroups groups, BrokerConfig config, InstantSource clock) {
    this.receivers = receivers;
    this.groups = groups;
    this.config = config;
    this.clock = clock;
  }

  /**
   * What somebody asks to be published.
   *
   * @param via how it came so far; the URL group is filled in here
   * @param headers settings and headers to forward, names in any case
   */
  record Order(
      String account,
      Via via,
      PublishTarget target,
      Iterable<Map.Entry<String, String>> headers,
      byte[] body,
      @Nullable String callerIp) {}

  /**
   * One draft for a URL, one per endpoint for a URL group, in the endpoints' order.
   *
   * @throws BadRequestException with everything that is wrong
   * @throws ApiError 404 for an unknown group, 412 for a flow-control key without bounds, 413 for a
   *     large body
   */
  Future<List<Draft>> drafts(Order order) {
    if (order.body().length > config.limits().maxBodyBytes()) {
      throw new ApiError(
          413, "the body is larger than " + config.limits().maxBodyBytes() + " bytes");
    }
    return switch (order.target().destination()) {
      case Destination.Url url ->
          Future.succeededFuture(List.of(draft(order, order.via(), url, Map.of())));
      case Destination.Group group ->
          groups
              .find(order.account(), group.name())
              .map(
                  found ->
                      drafts(
                          order,
                          found.orElseThrow(() -> ApiError.notFound("url group " + group.name()))));
    };
  }

  private List<Draft> drafts(Order order, UrlGroup group) {
    return group.endpoints().stream()
        .map(
            endpoint ->
                draft(
                    order,
                    order.via().group(group.name(), endpoint.name()),
                    Destination.url(endpoint.url()),
                    group.headers()))
        .toList();
  }

  /** The order's own settings win over the group's. */
  private Draft draft(
      Order order, Via via, Destination.Url url, Map<String, List<String>> defaults) {
    var now = clock.instant();
    var settings =
        PublishSettings.read(
            List.of(order.headers(), order.target().settings(), Message.entries(defaults)),
            config.limits(),
            now);
    receivers.check(url);
    refuseWhatIsNotServed(settings);
    checkCallbacks(settings);
    config.quotas().check(settings);
    var draft = Draft.of(order.account(), via, url, settings, order.body(), order.callerIp(), now);
    if (RunPart.of(settings).filter(part -> part.starts() && part.invoked()).isPresent()) {
      config.quotas().check(Invocations.settings(draft));
    }
    return draft;
  }

  /** Better a refusal than a setting that is accepted and not kept. */
  static void refuseWhatIsNotServed(PublishSettings settings) {
    if (settings.queueName() != null || settings.cron() != null || settings.scheduleId() != null) {
      throw new ApiError(
          400, "Upstash-Cron, Upstash-Schedule-Id and Upstash-Queue-Name belong to schedules");
    }
  }

  private void checkCallbacks(PublishSettings settings) {
    for (var callback : new Callback[] {settings.callback(), settings.failureCallback()}) {
      if (callback != null) {
        receivers.check(callback.url());
        refuseWhatIsNotServed(callback.settings());
        checkCallbacks(callback.settings());
      }
    }
  }
}
