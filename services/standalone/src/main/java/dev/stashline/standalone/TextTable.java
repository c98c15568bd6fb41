package dev.stashline.standalone;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A table for the terminal. */
final class TextTable {
  private static final int WIDEST = 90;

  private TextTable() {}

  /** A column: its header, and the text of a row in it. */
  record TextColumn<T>(String header, Function<T, @Nullable String> text) {}

  static <T> TextColumn<T> column(String header, Function<T, @Nullable String> text) {
    return new TextColumn<>(header, text);
  }

  @SafeVarargs
  static <T> String of(List<T> rows, TextColumn<T>... columns) {
    return AsciiTable.builder()
        .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS_NO_OUTSIDE_BORDER)
        .data(
            rows,
            List.of(columns).stream()
                .map(
                    c ->
                        new Column()
                            .header(c.header())
                            .headerAlign(HorizontalAlign.LEFT)
                            .dataAlign(HorizontalAlign.LEFT)
                            .maxWidth(WIDEST)
                            .with((T row) -> c.text().apply(row)))
                .collect(Collectors.toList()))
        .asString();
  }
}
