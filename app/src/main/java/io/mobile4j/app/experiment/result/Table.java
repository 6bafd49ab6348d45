package io.mobile4j.app.experiment.result;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.function.Predicate;

/** What an experiment measured, as its files hold it. */
public record Table(List<Column> columns, List<Row> rows) {
  private static final MathContext DIGITS = new MathContext(4);

  public Table {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /** The rows that are asked for, in their order. */
  public List<Row> where(Predicate<Row> wanted) {
    return rows.stream().filter(wanted).toList();
  }

  /** The different texts in a column, in the order of their first rows. */
  public List<String> distinct(String column) {
    return rows.stream().map(row -> row.text(column)).distinct().toList();
  }

  /** A value for people: numbers with four digits, nothing where it is missing. */
  public static String shown(Object value) {
    if (value instanceof Double number) {
      return number(number);
    }
    return value == null ? "" : value.toString();
  }

  /** A share for people. */
  public static String percent(double share) {
    return number(100 * share) + "%";
  }

  /** A number for people: four digits, {@code -} for what was not measured. */
  public static String number(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    BigDecimal rounded = new BigDecimal(value, DIGITS).stripTrailingZeros();
    return rounded.signum() == 0 ? "0" : rounded.toPlainString();
  }
}
