package dev.stashline.qstash;

import java.util.LinkedHashSet;
import java.util.List;

/** Labels of a message: one header, several values separated by commas. */
public final class Labels {

  private Labels() {}

  /**
   * Returns the labels in order of first appearance, blanks round them dropped, empty ones and
   * repetitions left out.
   */
  public static List<String> parse(Iterable<String> values) {
    var labels = new LinkedHashSet<String>();
    for (String value : values) {
      for (String label : value.split(",", -1)) {
        if (!label.isBlank()) {
          labels.add(label.strip());
        }
      }
    }
    return List.copyOf(labels);
  }
}
