package io.mobile4j.app.experiment.result;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A row of an experiment's table: values by their column's name. What was not measured is null. */
public final class Row {
  private final Map<String, Object> values = new LinkedHashMap<>(); // String, Long or Double

  public Row put(String column, String value) {
    values.put(column, value);
    return this;
  }

  public Row put(String column, long value) {
    values.put(column, value);
    return this;
  }

  /** NaN and infinities are what was not measured. */
  public Row put(String column, double value) {
    values.put(column, Double.isFinite(value) ? value : null);
    return this;
  }

  /** All values of another row. */
  public Row putAll(Row other) {
    values.putAll(other.values);
    return this;
  }

  /** String, Long or Double by name, null where missing. */
  public Map<String, Object> values() {
    return Collections.unmodifiableMap(values);
  }

  /** The text in a column; empty where there is none. */
  public String text(String column) {
    return values.get(column) instanceof String text ? text : "";
  }

  /** The number in a column; NaN where there is none. */
  public double number(String column) {
    return values.get(column) instanceof Number number ? number.doubleValue() : Double.NaN;
  }
}
