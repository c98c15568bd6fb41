package dev.stashline.plans.planner;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads the planner's data files: a heading line, then rows of separated cells; a cell in quotes is
 * unquoted.
 */
final class Table {

  private Table() {}

  /**
   * The rows below the heading, each with as many cells as the heading has. The last cell may hold
   * separators.
   *
   * @param resource path on the class path
   */
  static List<List<String>> read(String resource, String separator) {
    try (InputStream file = Table.class.getClassLoader().getResourceAsStream(resource)) {
      if (file == null) {
        throw new IllegalStateException("missing data file " + resource);
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8));
      int columns = lines.readLine().split(Pattern.quote(separator), -1).length;
      List<List<String>> rows = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        rows.add(cells(line, separator, columns, resource));
      }
      return rows;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static List<String> cells(String line, String separator, int columns, String resource) {
    String[] cells = line.split(Pattern.quote(separator), columns);
    if (cells.length != columns) {
      throw new IllegalStateException(resource + " has a row of " + cells.length + " cells");
    }
    List<String> row = new ArrayList<>();
    for (String cell : cells) {
      row.add(
          cell.length() > 1 && cell.startsWith("\"") && cell.endsWith("\"") && separator.equals(",")
              ? cell.substring(1, cell.length() - 1)
              : cell);
    }
    return row;
  }
}
