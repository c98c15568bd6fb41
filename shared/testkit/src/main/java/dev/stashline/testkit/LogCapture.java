package dev.stashline.testkit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/**
 * Everything this JVM logs while it is open, with context, key-value pairs and stack traces, so
 * that a test can search it for what must never be there.
 */
public final class LogCapture implements AutoCloseable {

  private final Logger root;
  private final Level before;
  private final Queue<Line> lines = new ConcurrentLinkedQueue<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(line(event));
        }
      };

  private LogCapture(Level level) {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    this.root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    this.before = root.getLevel();
    appender.setContext(context);
    appender.start();
    root.addAppender(appender);
    root.setLevel(level);
  }

  /**
   * One log event.
   *
   * @param keyValues the fluent API's pairs, in order
   * @param trace the stack traces of the exception and its causes; empty without one
   */
  public record Line(
      Level level,
      String logger,
      String message,
      Map<String, String> mdc,
      List<KeyValuePair> keyValues,
      String trace) {

    /** Everything in one text, to search in. */
    public String everything() {
      return level + " " + logger + " " + message + " " + mdc + " " + keyValues + " " + trace;
    }
  }

  /** Captures from here on what is logged at info or above. */
  public static LogCapture start() {
    return new LogCapture(Level.INFO);
  }

  /**
   * Captures from here on what is logged at this level or above; loggers with an own level keep it.
   */
  public static LogCapture start(Level level) {
    return new LogCapture(level);
  }

  /** What was logged so far, oldest first. */
  public List<Line> lines() {
    return List.copyOf(lines);
  }

  /** The lines in which a text occurs anywhere: message, context, pairs or traces. */
  public List<Line> linesWith(String text) {
    return lines().stream().filter(line -> line.everything().contains(text)).toList();
  }

  @Override
  public void close() {
    root.detachAppender(appender);
    appender.stop();
    root.setLevel(before);
  }

  private static Line line(ILoggingEvent event) {
    IThrowableProxy thrown = event.getThrowableProxy();
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    return new Line(
        event.getLevel(),
        event.getLoggerName(),
        event.getFormattedMessage(),
        Map.copyOf(event.getMDCPropertyMap()),
        pairs == null ? List.of() : List.copyOf(pairs),
        thrown == null ? "" : ThrowableProxyUtil.asString(thrown));
  }
}
