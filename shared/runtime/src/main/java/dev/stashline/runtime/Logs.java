package dev.stashline.runtime;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.net.URL;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/**
 * Sets up logging. Before the first call the environment variables {@code LOG_FORMAT} and {@code
 * LOG_LEVEL} hold as they are, so that a process that fails early still logs.
 */
public final class Logs {
  private Logs() {}

  /** Replaces the process's log configuration. Call it once, after the settings were read. */
  public static void use(LogConfig config) {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    context.putProperty("LOG_FORMAT", config.format().name().toLowerCase(Locale.ROOT));
    context.putProperty("LOG_LEVEL", config.level().name());
    var configurator = new JoranConfigurator();
    configurator.setContext(context);
    try {
      configurator.doConfigure(resource("/logback.xml"));
    } catch (JoranException e) {
      throw new IllegalStateException("logback.xml cannot be read", e);
    }
  }

  private static URL resource(String name) {
    var found = Logs.class.getResource(name);
    if (found == null) {
      throw new IllegalStateException(name + " is not on the class path");
    }
    return found;
  }
}
