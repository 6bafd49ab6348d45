package io.mobile4j.app.experiment.result;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An experiment's report in Markdown: what was run, where, how; what came out.
 *
 * @param title in a line
 * @param question that the experiment answers
 * @param facts what was run, where and how, by name
 * @param command that was given
 * @param picture its file's name
 * @param reading what the figures say, worked out from the table
 */
public record Report(
    String title,
    String question,
    Map<String, String> facts,
    String command,
    String picture,
    List<String> reading,
    Table table) {

  /**
   * Writes it.
   *
   * @throws io.mobile4j.loader.InputException if the disk does not take it
   */
  public void write(Path file) {
    WholeFile.write(file, text());
  }

  private String text() {
    return """
        # %s

        %s

        %s

        ```bash
        %s
        ```

        ## What came out

        %s

        ![%s](%s)

        %s

        Columns, also those that only the files beside this report have:

        %s
        """
        .formatted(
            title,
            question,
            lines(facts.entrySet().stream().toList(), f -> "- " + f.getKey() + ": " + f.getValue()),
            command,
            String.join(" ", reading),
            title,
            picture,
            markdown(),
            lines(table.columns(), c -> "- `" + c.name() + "`: " + c.meaning()));
  }

  private static <T> String lines(List<T> items, Function<T, String> line) {
    return items.stream().map(line).collect(Collectors.joining("\n"));
  }

  /** The columns that have a heading. */
  private String markdown() {
    List<Column> shown = table.columns().stream().filter(c -> !c.heading().isEmpty()).toList();
    String heading = row(shown, Column::heading);
    String rule = row(shown, column -> column.type() == Column.Type.TEXT ? "---" : "---:");
    String rows =
        lines(
            table.rows(),
            row -> row(shown, column -> Table.shown(row.values().get(column.name()))));
    return String.join("\n", heading, rule, rows);
  }

  private static String row(List<Column> columns, Function<Column, String> cell) {
    return columns.stream().map(cell).collect(Collectors.joining(" | ", "| ", " |"));
  }
}
