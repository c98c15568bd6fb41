package dev.stashline.runtime;

import io.github.cdimascio.dotenv.Dotenv;
import io.github.cdimascio.dotenv.DotenvEntry;
import io.github.cdimascio.dotenv.DotenvException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Settings from a {@code .env} file, for development; the environment wins over the file. */
public final class DotEnv {
  private DotEnv() {}

  /**
   * Values for {@link Env}.
   *
   * @param environment is asked first; null or blank for absent
   * @param file need not exist
   * @throws ConfigProblems if the file cannot be read as lines of {@code NAME=value}
   */
  public static Function<String, @Nullable String> under(
      Function<String, @Nullable String> environment, Path file) {
    var fromFile = read(file);
    return name -> {
      String value = environment.apply(name);
      return value == null || value.isBlank() ? fromFile.get(name) : value;
    };
  }

  private static Map<String, String> read(Path file) {
    if (!Files.isRegularFile(file)) {
      return Map.of();
    }
    var path = file.toAbsolutePath();
    try {
      var values = new HashMap<String, String>();
      for (DotenvEntry entry :
          Dotenv.configure()
              .directory(String.valueOf(path.getParent()))
              .filename(String.valueOf(path.getFileName()))
              .load()
              .entries(Dotenv.Filter.DECLARED_IN_ENV_FILE)) {
        values.put(entry.getKey(), entry.getValue());
      }
      return values;
    } catch (DotenvException e) {
      // Its message quotes the line, which may hold a secret.
      throw new ConfigProblems(
          List.of(
              new ConfigProblems.Problem(
                  file.toString(), "has a line that is not NAME=value, or cannot be read")));
    }
  }
}
