package io.mobile4j.app.experiment.result;

/**
 * A column of an experiment's table.
 *
 * @param name in the CSV and Arrow files
 * @param heading in the report's table; empty = only in the files
 * @param meaning with unit, for the report
 */
public record Column(String name, Type type, String heading, String meaning) {
  /** What its values are; each may be missing. */
  public enum Type {
    TEXT,
    INTEGER,
    REAL
  }

  public static Column text(String name, String heading, String meaning) {
    return new Column(name, Type.TEXT, heading, meaning);
  }

  public static Column integer(String name, String heading, String meaning) {
    return new Column(name, Type.INTEGER, heading, meaning);
  }

  public static Column real(String name, String heading, String meaning) {
    return new Column(name, Type.REAL, heading, meaning);
  }
}
