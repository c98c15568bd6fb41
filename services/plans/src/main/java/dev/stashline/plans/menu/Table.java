package dev.stashline.plans.menu;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The data files of the resource folder {@code menu/}. */
final class Table {

  private Table() {}

  /**
   * The rows of a semicolon-separated file whose first line names its columns; no cell is quoted.
   */
  static List<Map<String, String>> read(String file) {
    List<String> lines = text(file).lines().toList();
    String[] header = lines.getFirst().split(";");
    return lines.stream().skip(1).map(line -> row(header, line)).toList();
  }

  static String text(String file) {
    try (@Nullable InputStream in = Table.class.getResourceAsStream("/menu/" + file)) {
      if (in == null) {
        throw new IllegalStateException("resource menu/" + file + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Map<String, String> row(String[] header, String line) {
    String[] cells = line.split(";", -1);
    if (cells.length != header.length) {
      throw new IllegalStateException("a row has " + cells.length + " cells: " + line);
    }
    Map<String, String> row = new LinkedHashMap<>();
    for (int column = 0; column < header.length; column++) {
      row.put(header[column], cells[column]);
    }
    return row;
  }
}
