package io.mobile4j.telemetry;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;

/** Reads an Arrow file by Arrow itself: each row's values by their column, as text. */
public final class ArrowRows {
  private ArrowRows() {}

  public static List<Map<String, String>> read(Path file) throws IOException {
    List<Map<String, String>> rows = new ArrayList<>();
    try (RootAllocator memory = new RootAllocator();
        ArrowFileReader reader = new ArrowFileReader(FileChannel.open(file), memory)) {
      VectorSchemaRoot root = reader.getVectorSchemaRoot();
      while (reader.loadNextBatch()) {
        for (int i = 0; i < root.getRowCount(); i++) {
          int row = i;
          rows.add(
              root.getFieldVectors().stream()
                  .collect(
                      Collectors.toMap(
                          FieldVector::getName,
                          vector -> String.valueOf(vector.getObject(row)),
                          (a, b) -> a,
                          LinkedHashMap::new)));
        }
      }
    }
    return rows;
  }
}
