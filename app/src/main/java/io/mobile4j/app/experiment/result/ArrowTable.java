package io.mobile4j.app.experiment.result;

import io.mobile4j.engine.telemetry.ArrowOutput;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** A table as an Arrow IPC file of one batch: utf8, int64 and float64 columns that may be null. */
public final class ArrowTable {
  private ArrowTable() {}

  /**
   * Writes a table.
   *
   * @param metadata strings for the file's schema
   * @throws io.mobile4j.loader.InputException if the disk does not take it
   */
  public static void write(Path file, Table table, Map<String, String> metadata) {
    try (ArrowOutput output = new ArrowOutput(file, schema(table, metadata))) {
      for (Column column : table.columns()) {
        fill(output.root().getVector(column.name()), column, table.rows());
      }
      output.writeBatch(table.rows().size());
      output.finish();
    }
  }

  private static Schema schema(Table table, Map<String, String> metadata) {
    return new Schema(
        table.columns().stream()
            .map(
                column ->
                    new Field(
                        column.name(),
                        new FieldType(
                            true, type(column), null, Map.of("meaning", column.meaning())),
                        null))
            .toList(),
        metadata);
  }

  private static ArrowType type(Column column) {
    return switch (column.type()) {
      case TEXT -> ArrowType.Utf8.INSTANCE;
      case INTEGER -> new ArrowType.Int(64, true);
      case REAL -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
    };
  }

  private static void fill(FieldVector vector, Column column, List<Row> rows) {
    vector.allocateNew();
    for (int i = 0; i < rows.size(); i++) {
      Object value = rows.get(i).values().get(column.name());
      if (value != null) {
        set(vector, i, value);
      }
    }
    vector.setValueCount(rows.size());
  }

  private static void set(FieldVector vector, int row, Object value) {
    switch (vector) {
      case VarCharVector texts ->
          texts.setSafe(row, value.toString().getBytes(StandardCharsets.UTF_8));
      case BigIntVector integers -> integers.setSafe(row, ((Number) value).longValue());
      case Float8Vector reals -> reals.setSafe(row, ((Number) value).doubleValue());
      default -> throw new IllegalArgumentException(vector.getField().toString());
    }
  }
}
