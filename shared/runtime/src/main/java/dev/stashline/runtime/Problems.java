package dev.stashline.runtime;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where failed requests become {@code application/problem+json}.
 *
 * <pre>
 *   failure                              answer
 *   ProblemException                     its problem and headers
 *   what a translator knows              the translator's problem
 *   Json.BadJson                         400
 *   HttpException, fail(4xx), no route   its status; the exception's payload is the detail
 *   anything else                        5xx, no detail; logged under the request id it names
 * </pre>
 */
public final class Problems {
  /** Statuses that a router gives by itself when no route matches. */
  private static final int[] NO_ROUTE = {400, 404, 405, 406, 415, 500};

  private static final String INSTANCE = "urn:stashline:request:";

  private static final Logger log = LoggerFactory.getLogger(Problems.class);

  private final RandomGenerator chance;
  private final List<Translator> translators;

  private Problems(RandomGenerator chance, List<Translator> translators) {
    this.chance = chance;
    this.translators = List.copyOf(translators);
  }

  /** Knows failures of a library that this module does not depend on. */
  @FunctionalInterface
  public interface Translator {
    /** The problem, or empty if the failure is not of the known kind. */
    Optional<Problem> translate(Throwable failure);
  }

  /**
   * Makes {@code router} answer all failures by problem documents, those of sub-routers included.
   */
  public static void mount(Router router, Translator... translators) {
    mount(router, new SecureRandom(), List.of(translators));
  }

  /**
   * @param chance source of request ids
   * @param translators are asked in order; the first that knows wins
   */
  public static void mount(Router router, RandomGenerator chance, List<Translator> translators) {
    var problems = new Problems(chance, translators);
    router.route().order(Integer.MIN_VALUE).failureHandler(problems::answer);
    for (int status : NO_ROUTE) {
      router.errorHandler(status, problems::answer);
    }
  }

  private void answer(RoutingContext context) {
    var failure = context.failure();
    var problem = problem(failure, context.statusCode());
    if (problem.status() >= 500 && !(failure instanceof ProblemException)) {
      problem = log(problem, context, failure);
    }
    var response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    if (response.headWritten()) {
      // Half an answer is out: only a broken connection can say that the rest will not come.
      response.reset();
      return;
    }
    if (problem.instance() != null) {
      response.putHeader("X-Request-Id", problem.instance().substring(INSTANCE.length()));
    }
    headers(failure).forEach(response::putHeader);
    response
        .setStatusCode(problem.status())
        .setStatusMessage(HttpResponseStatus.valueOf(problem.status()).reasonPhrase())
        .putHeader("Content-Type", "application/problem+json")
        .putHeader("Cache-Control", "no-store")
        .end(Json.write(problem));
  }

  private Problem problem(@Nullable Throwable failure, int status) {
    if (failure instanceof ProblemException expected) {
      return expected.problem();
    }
    if (failure != null) {
      for (var translator : translators) {
        var translated = translator.translate(failure);
        if (translated.isPresent()) {
          return translated.get();
        }
      }
    }
    return switch (failure) {
      case Json.BadJson bad -> Problem.of(400, bad.getMessage());
      case HttpException http -> ofStatus(http.getStatusCode(), http.getPayload());
      case null, default -> ofStatus(status, null);
    };
  }

  private static Problem ofStatus(int status, @Nullable String detail) {
    if (status < 400 || status > 599) {
      return Problem.of(500, null);
    }
    return Problem.of(status, status < 500 ? detail : null);
  }

  private Problem log(Problem problem, RoutingContext context, @Nullable Throwable failure) {
    var bytes = new byte[16];
    chance.nextBytes(bytes);
    String id = HexFormat.of().formatHex(bytes);
    log.atError()
        .addKeyValue("request", id)
        .addKeyValue("method", context.request().method())
        .addKeyValue("status", problem.status())
        .setCause(failure)
        .log("request failed; the client was told its id only");
    return problem.withInstance(INSTANCE + id);
  }

  private static Map<String, String> headers(@Nullable Throwable failure) {
    return failure instanceof ProblemException expected ? expected.headers() : Map.of();
  }
}
