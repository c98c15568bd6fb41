package dev.stashline.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A bar for each step of a plan. On a terminal they are redrawn in place; into a file or a pipe
 * each change of a step is a line.
 */
final class ProgressBars implements AutoCloseable {
  private static final Map<String, String> NAMES =
      Map.of(
          "main-plan", "Main plan     ",
          "meal-plan", "Meal plan     ",
          "micronutrients", "Micronutrients",
          "lifestyle", "Lifestyle     ",
          "mail", "Mail          ");
  private static final Map<String, Integer> FILLED =
      Map.of("waiting", 0, "running", 50, "completed", 100, "failed", 0);

  private final PrintWriter out;
  private final boolean terminal = System.console() != null && System.console().isTerminal();
  private final Map<String, ProgressBar> bars = new HashMap<>();
  private final Map<String, String> states = new HashMap<>();

  ProgressBars(PrintWriter out) {
    this.out = out;
  }

  void show(JsonNode progress) {
    for (JsonNode step : progress.path("steps")) {
      String name = step.path("name").asText();
      String state = step.path("state").asText();
      if (state.equals(states.put(name, state))) {
        continue;
      }
      if (terminal) {
        bars.computeIfAbsent(name, ProgressBars::bar)
            .setExtraMessage(" " + state)
            .stepTo(FILLED.getOrDefault(state, 0));
      } else if (!"waiting".equals(state)) {
        out.println(NAMES.getOrDefault(name, name) + "  " + state);
        out.flush();
      }
    }
  }

  private static ProgressBar bar(String name) {
    return new ProgressBarBuilder()
        .setTaskName(NAMES.getOrDefault(name, name))
        .setInitialMax(100)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(50)
        .hideEta()
        .build();
  }

  @Override
  public void close() {
    bars.values().forEach(ProgressBar::close);
  }
}
