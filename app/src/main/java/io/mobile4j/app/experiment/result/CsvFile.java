package io.mobile4j.app.experiment.result;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A table as CSV (RFC 4180): a line of names, then one for each row; missing values are empty. */
public final class CsvFile {
  private CsvFile() {}

  /**
   * Writes a table.
   *
   * @throws io.mobile4j.loader.InputException if the disk does not take it
   */
  public static void write(Path file, Table table) {
    List<String> lines = new ArrayList<>();
    lines.add(line(table, Column::name));
    for (Row row : table.rows()) {
      lines.add(line(table, column -> row.values().get(column.name())));
    }
    WholeFile.write(file, String.join("\r\n", lines) + "\r\n");
  }

  private static String line(Table table, Function<Column, Object> value) {
    return table.columns().stream().map(value).map(CsvFile::field).collect(Collectors.joining(","));
  }

  private static String field(Object value) {
    String text = Objects.toString(value, "");
    return text.matches("(?s).*[\",\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
