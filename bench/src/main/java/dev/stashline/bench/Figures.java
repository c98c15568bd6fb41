package dev.stashline.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures of all rounds, and the table made of them. */
final class Figures {
  enum Better {
    HIGHER,
    LOWER
  }

  private record Figure(Better better, List<Double> rounds) {
    double best() {
      var order = Comparator.<Double>naturalOrder();
      return rounds.stream().max(better == Better.HIGHER ? order : order.reversed()).orElseThrow();
    }

    double median() {
      var sorted = rounds.stream().sorted().toList();
      int n = sorted.size();
      return (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
    }
  }

  private final Map<String, Figure> byName = new LinkedHashMap<>();

  void add(String name, Better better, double value) {
    byName.computeIfAbsent(name, n -> new Figure(better, new ArrayList<>())).rounds().add(value);
    System.err.println(name + ": " + number(value));
  }

  /** A Markdown table: the median of the rounds, the best of them, and each. */
  String table() {
    var table = new StringBuilder("| measure | median | best | rounds |\n|---|---:|---:|---|\n");
    byName.forEach(
        (name, figure) ->
            table
                .append("| ")
                .append(name)
                .append(" | ")
                .append(number(figure.median()))
                .append(" | ")
                .append(number(figure.best()))
                .append(" | ")
                .append(String.join(", ", figure.rounds().stream().map(Figures::number).toList()))
                .append(" |\n"));
    return table.toString();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%,.0f", value);
  }
}
