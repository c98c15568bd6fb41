package dev.stashline.runtime;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings by name. Problems are collected, not thrown, so that {@link #read} can report all
 * of them at once; every reading is remembered, so that {@code doctor} and {@code .env.example} say
 * what the code says.
 */
public final class Env {
  private final Function<String, @Nullable String> values;
  private final Map<String, Setting> settings = new LinkedHashMap<>();
  private final List<ConfigProblems.Problem> problems = new ArrayList<>();

  /**
   * @param values gives a variable's text, null or blank for absent
   */
  public Env(Function<String, @Nullable String> values) {
    this.values = values;
  }

  /**
   * Reads a configuration.
   *
   * @throws ConfigProblems naming everything that is missing or wrong
   */
  public <C> C read(Function<Env, C> from) {
    C config = from.apply(this);
    if (!problems.isEmpty()) {
      throw new ConfigProblems(problems);
    }
    return config;
  }

  /** What was read so far, in the order of reading. */
  public List<Setting> settings() {
    return List.copyOf(settings.values());
  }

  public List<ConfigProblems.Problem> problems() {
    return List.copyOf(problems);
  }

  /** Adds a problem that concerns several settings together. */
  public void problem(String name, String reason) {
    var problem = new ConfigProblems.Problem(name, reason);
    // Two configurations may read the same setting; people are told once.
    if (!problems.contains(problem)) {
      problems.add(problem);
    }
  }

  public String text(String name, String fallback, String meaning) {
    return value(name, fallback, fallback, meaning, v -> v, "text");
  }

  public Optional<String> optionalText(String name, String meaning) {
    return value(name, Optional.empty(), "", meaning, Optional::of, "text");
  }

  /** Required; stands as empty text while problems are collected. */
  public String requiredText(String name, String meaning) {
    return required(name, "", meaning, false, v -> v, "text");
  }

  public Optional<Secret> optionalSecret(String name, String meaning) {
    return find(
        name,
        Optional.<Secret>empty(),
        "",
        meaning,
        true,
        false,
        v -> Optional.of(new Secret(v)),
        "text");
  }

  /** Required; stands as an empty secret while problems are collected. */
  public Secret requiredSecret(String name, String meaning) {
    return required(name, new Secret(""), meaning, true, Secret::new, "text");
  }

  public int integer(String name, int fallback, int least, int most, String meaning) {
    return value(
        name,
        fallback,
        Integer.toString(fallback),
        meaning,
        v -> Notation.within(Integer.parseInt(v), least, most),
        "a whole number from " + least + " to " + most);
  }

  public double decimal(String name, double fallback, double least, double most, String meaning) {
    return value(
        name,
        fallback,
        Double.toString(fallback),
        meaning,
        v -> Notation.within(Double.parseDouble(v), least, most),
        "a number from " + least + " to " + most);
  }

  /** A TCP port; 0 lets the system choose. */
  public int port(String name, int fallback, String meaning) {
    return integer(name, fallback, 0, 65_535, meaning);
  }

  public boolean flag(String name, boolean fallback, String meaning) {
    return value(
        name, fallback, Boolean.toString(fallback), meaning, Notation::flag, "true or false");
  }

  /** {@code 250ms}, {@code 30s}, {@code 5m}, {@code 1h}, {@code 7d}, or ISO-8601 ({@code PT5M}). */
  public Duration duration(String name, Duration fallback, String meaning) {
    return value(
        name,
        fallback,
        Notation.written(fallback),
        meaning,
        Notation::duration,
        "a duration such as 30s, 5m or 7d");
  }

  /** Bytes: {@code 512}, {@code 64KB}, {@code 2MB}, in units of 1,024. */
  public long size(String name, long fallback, String meaning) {
    return value(
        name,
        fallback,
        Long.toString(fallback),
        meaning,
        Notation::size,
        "a size such as 64KB or 2MB");
  }

  public Optional<URI> optionalUri(String name, String meaning) {
    return value(
        name,
        Optional.empty(),
        "",
        meaning,
        v -> Optional.of(Notation.httpUri(v)),
        "an http or https address");
  }

  public URI uri(String name, URI fallback, String meaning) {
    return value(
        name,
        fallback,
        fallback.toString(),
        meaning,
        Notation::httpUri,
        "an http or https address");
  }

  public <E extends Enum<E>> E choice(String name, Class<E> type, E fallback, String meaning) {
    List<String> words = Arrays.stream(type.getEnumConstants()).map(Notation::word).toList();
    return value(
        name,
        fallback,
        Notation.word(fallback),
        meaning,
        v -> Notation.choice(v, type),
        "one of " + String.join(", ", words));
  }

  /** Separated by commas; blanks round them are dropped. */
  public List<String> list(String name, List<String> fallback, String meaning) {
    return value(
        name,
        fallback,
        String.join(",", fallback),
        meaning,
        Notation::list,
        "a list separated by commas");
  }

  private <T> T value(
      String name,
      T fallback,
      String shownFallback,
      String meaning,
      Function<String, T> parse,
      String expected) {
    return find(name, fallback, shownFallback, meaning, false, false, parse, expected);
  }

  private <T> T required(
      String name,
      T standIn,
      String meaning,
      boolean secret,
      Function<String, T> parse,
      String expected) {
    return find(name, standIn, "", meaning, secret, true, parse, expected);
  }

  private <T> T find(
      String name,
      T fallback,
      String shownFallback,
      String meaning,
      boolean secret,
      boolean required,
      Function<String, T> parse,
      String expected) {
    String text = values.apply(name);
    if (text == null || text.isBlank()) {
      remember(
          name,
          meaning,
          shownFallback,
          secret,
          required ? Setting.State.MISSING : Setting.State.DEFAULT,
          shownFallback);
      if (required) {
        problem(name, "is required: " + meaning);
      }
      return fallback;
    }
    try {
      T parsed = parse.apply(text.strip());
      remember(
          name, meaning, shownFallback, secret, Setting.State.SET, secret ? "***" : text.strip());
      return parsed;
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      remember(
          name, meaning, shownFallback, secret, Setting.State.WRONG, secret ? "***" : text.strip());
      problem(name, "must be " + expected);
      return fallback;
    }
  }

  private void remember(
      String name,
      String meaning,
      String shownFallback,
      boolean secret,
      Setting.State state,
      String shown) {
    settings.putIfAbsent(name, new Setting(name, meaning, shownFallback, secret, state, shown));
  }
}
