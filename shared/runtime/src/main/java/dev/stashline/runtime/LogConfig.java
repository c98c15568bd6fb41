package dev.stashline.runtime;

/** How the process writes its log, to standard output. */
public record LogConfig(Format format, Level level) {
  /** JSON: an object a line, for machines. TEXT: a line, for people. */
  public enum Format {
    JSON,
    TEXT
  }

  /** The least severe level of our own code that is written. */
  public enum Level {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  public static LogConfig from(Env env) {
    return new LogConfig(
        env.choice("LOG_FORMAT", Format.class, Format.JSON, "How log lines are written"),
        env.choice("LOG_LEVEL", Level.class, Level.INFO, "The least severe level that is logged"));
  }
}
