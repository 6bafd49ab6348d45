package io.mobile4j.engine.telemetry;

import io.mobile4j.loader.InputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.InvalidArrowFileException;

/**
 * What a trace says of the experts that were wanted.
 *
 * @param metadata what was traced
 * @param accesses in the order of the computation
 */
public record Trace(Map<String, String> metadata, List<ExpertAccess> accesses) {
  public Trace {
    metadata = Map.copyOf(metadata);
    accesses = List.copyOf(accesses);
  }

  /**
   * Reads a file that {@link TraceWriter} wrote.
   *
   * @throws InputException if there is none, or it is something else
   */
  public static Trace read(Path file) {
    try (RootAllocator memory = new RootAllocator();
        FileChannel channel = FileChannel.open(file);
        ArrowFileReader reader = new ArrowFileReader(channel, memory)) {
      VectorSchemaRoot root = reader.getVectorSchemaRoot();
      Map<String, String> metadata = root.getSchema().getCustomMetadata();
      if (!TraceSchema.VERSION.equals(metadata.get(TraceSchema.VERSION_KEY))) {
        throw new InputException(
            "%s: is not a trace of version %s".formatted(file, TraceSchema.VERSION));
      }
      AccessCollector collector = new AccessCollector();
      while (reader.loadNextBatch()) {
        collector.add(root);
      }
      return new Trace(metadata, collector.finish());
    } catch (NoSuchFileException e) {
      throw new InputException(file + ": no such file", e);
    } catch (IOException
        | InvalidArrowFileException
        | IllegalArgumentException
        | IndexOutOfBoundsException e) {
      throw new InputException(file + ": cannot be read as a trace: " + e.getMessage(), e);
    }
  }
}
