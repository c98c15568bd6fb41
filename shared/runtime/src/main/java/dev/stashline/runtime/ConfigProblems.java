package dev.stashline.runtime;

import java.util.List;

/** Everything that is wrong with the settings, at once, each by the variable's name. */
public final class ConfigProblems extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** One problem: the variable, and what is wrong with it, its value not quoted. */
  public record Problem(String name, String reason) {}

  private final transient List<Problem> problems;

  public ConfigProblems(List<Problem> problems) {
    super(String.join("\n", problems.stream().map(p -> p.name() + ": " + p.reason()).toList()));
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }
}
