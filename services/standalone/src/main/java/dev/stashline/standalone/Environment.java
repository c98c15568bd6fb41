package dev.stashline.standalone;

import dev.stashline.runtime.DotEnv;
import dev.stashline.runtime.Env;
import java.util.Map;

/** Where a command's settings come from. */
final class Environment {
  private Environment() {}

  /** Production: the environment alone. */
  static Env ofProcess() {
    return new Env(System.getenv()::get);
  }

  /**
   * Development: the environment, then {@code .env} in the project's folder, then what the local
   * parts supply.
   */
  static Env over(Map<String, String> supplied) {
    var outside = DotEnv.under(System.getenv()::get, Home.folder().resolve(".env"));
    return new Env(
        name -> {
          String value = outside.apply(name);
          return value == null || value.isBlank() ? supplied.get(name) : value;
        });
  }
}
