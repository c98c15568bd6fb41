package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stashline.jobs.JobQueue;
import dev.stashline.jobs.JobState;
import dev.stashline.qstash.BadRequestException;
import dev.stashline.qstash.Durations;
import dev.stashline.qstash.FlowControl;
import dev.stashline.qstash.InvalidValueException;
import io.vertx.core.Future;
import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /v2/flowControl} and {@code /v2/globalParallelism}. */
final class FlowControlApi implements ApiPart {
  private final FlowKeys keys;
  private final Supplier<JobQueue> jobs;
  private final Quotas quotas;

  FlowControlApi(FlowKeys keys, Supplier<JobQueue> jobs, Quotas quotas) {
    this.keys = keys;
    this.jobs = jobs;
    this.quotas = quotas;
  }

  @Override
  public @Nullable Future<ApiAnswer> answer(ApiRequest request) {
    if (request.path().equals("/v2/globalParallelism")) {
      request.require("GET");
      return global();
    }
    if (request.path().equals("/v2/flowControl")) {
      request.require("GET");
      String search = Params.query(request.query()).first("search");
      return keys.list(request.account(), search == null ? "" : search)
          .map(all -> ApiAnswer.ok(all.stream().map(FlowControlApi::shown).toList()));
    }
    String rest = request.under("/v2/flowControl/");
    if (rest == null) {
      return null;
    }
    if (request.method().equals("GET")) {
      return keys.find(request.account(), key(rest))
          .map(found -> ApiAnswer.ok(shown(found.orElseThrow(FlowControlApi::unknown))));
    }
    request.require("POST");
    int slash = rest.lastIndexOf('/');
    if (slash < 0) {
      throw new ApiError(404, "no such endpoint");
    }
    String key = key(rest.substring(0, slash));
    String account = request.account();
    var params = Params.query(request.query());
    return (switch (rest.substring(slash + 1)) {
          case "pause" -> keys.setPaused(account, key, true);
          case "resume" -> keys.setPaused(account, key, false);
          case "pin" -> pin(account, key, params);
          case "unpin" ->
              keys.unpin(account, key, isTrue(params, "parallelism"), isTrue(params, "rate"));
          case "resetRate" -> keys.resetRate(account, key);
          case "reset" -> keys.reset(account, key);
          default -> throw new ApiError(404, "no such endpoint");
        })
        .map(
            found -> {
              if (!found) {
                throw unknown();
              }
              return ApiAnswer.empty();
            });
  }

  private static String key(String text) {
    try {
      String key = URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
      if (key.indexOf('\0') >= 0) {
        throw new BadRequestException("flowControlKey", "has a zero character");
      }
      return key;
    } catch (IllegalArgumentException _) {
      throw new BadRequestException("flowControlKey", "has a broken percent escape");
    }
  }

  private static ApiError unknown() {
    return ApiError.notFound("flow control key");
  }

  private Future<Boolean> pin(String account, String key, Params params) {
    var parallelism = limit(params, "parallelism");
    var rate = limit(params, "rate");
    var period = params.parsed("period", FlowControlApi::period);
    if (parallelism == null && rate == null) {
      throw new BadRequestException("parallelism", "or rate must be given");
    }
    if (period != null && rate == null) {
      throw new BadRequestException("period", "goes with a rate");
    }
    if (parallelism != null) {
      quotas.checkKeyParallelism(parallelism);
    }
    return keys.pin(account, key, parallelism, rate, period);
  }

  private static @Nullable Integer limit(Params params, String name) {
    return params.parsed(
        name,
        text -> {
          try {
            int limit = Integer.parseInt(text);
            if (limit > 0) {
              return limit;
            }
          } catch (NumberFormatException _) {
            // Said below.
          }
          throw new InvalidValueException("must be a whole number of at least 1");
        });
  }

  /** Seconds, or a duration with units. */
  private static Long period(String text) {
    var period = Durations.parse(text);
    if (period.isZero() || period.compareTo(FlowControl.LONGEST_PERIOD) > 0) {
      throw new InvalidValueException("must be between a second and a week");
    }
    return period.toSeconds();
  }

  private static boolean isTrue(Params params, String name) {
    return "true".equalsIgnoreCase(params.first(name));
  }

  private static Map<String, Object> shown(FlowKeys.FlowKey key) {
    var lane = key.lane();
    var start = lane == null ? null : lane.periodStart();
    var json = new LinkedHashMap<String, Object>();
    json.put("flowControlKey", key.key());
    json.put("waitListSize", lane == null ? 0 : lane.waiting());
    json.put("parallelismMax", key.parallelism() == null ? 0 : key.parallelism());
    json.put("parallelismCount", lane == null ? 0 : lane.running());
    json.put("rateMax", key.rate() == null ? 0 : key.rate());
    json.put("rateCount", lane == null ? 0 : lane.starts());
    json.put("ratePeriod", key.periodSeconds());
    json.put("ratePeriodStart", start == null ? 0 : start.getEpochSecond());
    json.put("isPaused", key.paused());
    json.put("isPinnedParallelism", key.pinnedParallelism());
    json.put("isPinnedRate", key.pinnedRate());
    return json;
  }

  /** All deliveries of the installation: what the live nodes can make, and what is under way. */
  private Future<ApiAnswer> global() {
    var desk = jobs.get().desk();
    return desk.slots(BrokerJobs.QUEUE)
        .compose(
            most ->
                desk.count()
                    .map(
                        counts ->
                            ApiAnswer.ok(
                                Map.of(
                                    "parallelismMax",
                                    most,
                                    "parallelismCount",
                                    counts
                                        .getOrDefault(BrokerJobs.QUEUE, Map.of())
                                        .getOrDefault(JobState.RUNNING, 0L)))));
  }
}
