package dev.stashline.runtime;

import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for each request: what was asked and how it ended. Never the query, a body, a header or
 * an address of a caller; of the path only the words, because ids and codes in it may be secret.
 */
public final class AccessLog {
  private static final Logger log = LoggerFactory.getLogger("dev.stashline.access");
  private static final String OPERATION = "dev.stashline.operation";
  private static final Pattern WORD = Pattern.compile("[a-zA-Z-]{1,30}(\\.[a-z]{2,5})?");

  AccessLog() {}

  /** Names what a request is about, better than its path can. */
  public static void operation(RoutingContext ctx, String name) {
    ctx.put(OPERATION, name);
  }

  void watch(RoutingContext ctx) {
    long started = System.nanoTime();
    ctx.addEndHandler(
        end -> {
          var response = ctx.response();
          log.info(
              "{} {} operation={} status={} bytes={} ms={}{}",
              ctx.request().method(),
              words(ctx.request().path()),
              ctx.<String>get(OPERATION, "-"),
              response.getStatusCode(),
              response.bytesWritten(),
              TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started),
              response.ended() ? "" : " cut off");
        });
  }

  /** The path with every segment that is no plain word hidden. */
  static String words(@Nullable String path) {
    if (path == null || path.equals("/")) {
      return "/";
    }
    return Arrays.stream(path.substring(1).split("/", -1))
        .map(segment -> segment.isEmpty() || WORD.matcher(segment).matches() ? segment : "…")
        .limit(10)
        .collect(Collectors.joining("/", "/", ""));
  }
}
