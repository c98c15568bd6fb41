package dev.stashline.broker;

import dev.stashline.jobs.JobQueue;
import dev.stashline.qstash.BadRequestException;
import dev.stashline.qstash.Destination;
import dev.stashline.qstash.InvalidValueException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Beyond QStash: how the endpoints are that an account's messages go to.
 *
 * <pre>
 *   GET  /v2/endpointHealth                        all, the troubled ones first; at most 1,000
 *   GET  /v2/endpointHealth/{url}                  the endpoint of this URL
 *   POST /v2/endpointHealth/{url}/resume           it is well again: let its backlog out
 * </pre>
 *
 * <p>What waits is counted among the 10,000 messages of the account that were published first and
 * are not finished; if there are more, {@code waitingAtLeast} says that more may wait.
 */
final class EndpointApi implements ApiPart {
  private static final String PATH = "/v2/endpointHealth";
  private static final String RESUME = "/resume";
  private static final int MOST = 1_000;
  private static final int WOKEN = 100;

  private static final int MOST_COUNTED = 10_000;

  private final Pool pool;
  private final Supplier<JobQueue> queue;
  private final Breakers breakers;
  private final InstantSource clock;

  EndpointApi(Pool pool, Supplier<JobQueue> queue, Breakers breakers, InstantSource clock) {
    this.pool = pool;
    this.queue = queue;
    this.breakers = breakers;
    this.clock = clock;
  }

  @Override
  public @Nullable Future<ApiAnswer> answer(ApiRequest request) {
    if (request.path().equals(PATH)) {
      request.require("GET");
      return list(request.account(), null).map(all -> ApiAnswer.ok(Map.of("endpoints", all)));
    }
    String url = request.under(PATH + "/");
    if (url == null) {
      return null;
    }
    if (url.endsWith(RESUME) && request.method().equals("POST")) {
      return resume(request.account(), url(url.substring(0, url.length() - RESUME.length())));
    }
    request.require("GET");
    return one(Endpoint.of(request.account(), url(url)));
  }

  private static Destination.Url url(String text) {
    try {
      return Destination.url(text);
    } catch (InvalidValueException e) {
      throw new BadRequestException("endpoint", e.reason());
    }
  }

  private Future<ApiAnswer> one(Endpoint endpoint) {
    return list(endpoint.account(), endpoint.origin())
        .map(
            found -> {
              if (found.isEmpty()) {
                throw ApiError.notFound("endpoint");
              }
              return ApiAnswer.ok(found.getFirst());
            });
  }

  private Future<List<Map<String, Object>>> list(String account, @Nullable String origin) {
    return breakers
        .look(true)
        .compose(v -> pool.preparedQuery(EndpointSql.LIST).execute(Tuple.of(account, origin, MOST)))
        .compose(
            rows -> {
              var all = new ArrayList<EndpointHealth>();
              rows.forEach(row -> all.add(EndpointHealth.of(row)));
              return waiting(account, all)
                  .map(
                      waiting ->
                          all.stream()
                              .map(
                                  each -> each.view(waiting.at(each.endpoint()), waiting.atLeast()))
                              .toList());
            });
  }

  /**
   * How many messages are due at endpoints.
   *
   * @param atLeast whether there may be more
   */
  private record Waiting(Map<Endpoint, Long> counts, boolean atLeast) {
    long at(Endpoint endpoint) {
      return counts.getOrDefault(endpoint, 0L);
    }
  }

  private Future<Waiting> waiting(String account, List<EndpointHealth> of) {
    var hosts =
        of.stream()
            .map(each -> Destination.url(each.endpoint().origin()).host())
            .distinct()
            .toArray(String[]::new);
    if (hosts.length == 0) {
      return Future.succeededFuture(new Waiting(Map.of(), false));
    }
    return pool.preparedQuery(EndpointSql.WAITING)
        .execute(Tuple.of(account, Publishing.utc(clock.instant()), hosts, (long) MOST_COUNTED + 1))
        .map(
            rows -> {
              var counts = new HashMap<Endpoint, Long>();
              boolean atLeast = false;
              for (Row row : rows) {
                String start = row.getString(0);
                if (start == null) {
                  atLeast = row.getLong(1) > MOST_COUNTED;
                } else {
                  counts.merge(
                      Endpoint.of(account, Destination.url(start)), row.getLong(1), Long::sum);
                }
              }
              return new Waiting(counts, atLeast);
            });
  }

  /** Of one that is not paused it says how it is, and does nothing. */
  private Future<ApiAnswer> resume(String account, Destination.Url url) {
    var endpoint = Endpoint.of(account, url);
    return breakers
        .recover(endpoint)
        .compose(
            changed -> changed.isPresent() ? wakeSome(endpoint, url) : Future.succeededFuture())
        .compose(v -> one(endpoint));
  }

  /** Those that were told to come for the next probe; the others follow with it. */
  private Future<Void> wakeSome(Endpoint endpoint, Destination.Url url) {
    return pool.preparedQuery(EndpointSql.UNTRIED)
        .execute(
            Tuple.of(
                endpoint.account(),
                Publishing.utc(clock.instant()),
                url.host().toLowerCase(Locale.ROOT),
                WOKEN,
                (long) MOST_COUNTED))
        .compose(
            rows -> {
              Future<Void> woken = Future.succeededFuture();
              for (Row row : rows) {
                if (Endpoint.of(endpoint.account(), Destination.url(row.getString(1)))
                    .equals(endpoint)) {
                  UUID id = row.getUUID(0);
                  woken = woken.compose(v -> queue.get().retryNow(id).mapEmpty());
                }
              }
              return woken;
            });
  }
}
