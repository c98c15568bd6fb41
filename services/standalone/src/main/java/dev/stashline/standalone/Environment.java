package dev.stashline.standalone;

import dev.stashline.runtime.DotEnv;
import dev.stashline.runtime.Env;
import java.util.Map;
import java.util.Set;

/** Where a command's settings come from. */
final class Environment {
  private static final Map<String, String> NOT_FOR_A_BROKER =
      Map.of("AUTH_MODE", "open", "APP_HOST", "127.0.0.1", "PLAN_LINK_SECRET", "unused");

  private Environment() {}

  /** Production: the environment alone. */
  static Env ofProcess() {
    return new Env(System.getenv()::get);
  }

  /**
   * Production, for the roles of this process. A broker alone needs nothing of the application:
   * what only the application requires then stands at values that nothing reads.
   */
  static Env ofProcess(Set<Role> roles) {
    if (roles.stream().anyMatch(Role::ofTheApplication)) {
      return ofProcess();
    }
    return new Env(name -> NOT_FOR_A_BROKER.getOrDefault(name, System.getenv(name)));
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
