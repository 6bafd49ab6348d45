package io.mobile4j.loader.safetensors;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.loader.InputException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {
  private static final List<TensorSpec> TENSORS =
      List.of(
          new TensorSpec("bytes", DType.I8, List.of(3L)),
          new TensorSpec("values", DType.F32, List.of(2L, 1L)));

  @TempDir Path directory;

  @Test
  void whatWasWrittenIsRead() throws IOException {
    Path file = directory.resolve("out.safetensors");
    try (SafetensorsWriter writer = new SafetensorsWriter(file, TENSORS, Map.of("k", "v"))) {
      writer.write(MemorySegment.ofArray(new byte[] {1, 2, 3}));
      writer.write(MemorySegment.ofArray(new float[] {1.5f, -2.5f}));
      assertTrue(Files.notExists(file));
      writer.finish();
    }
    Checkpoint checkpoint = Checkpoint.open(file);
    assertEquals(List.of(2L, 1L), checkpoint.info("values").shape());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment values = checkpoint.map(checkpoint.info("values"), arena);
      assertEquals(-2.5f, values.get(JAVA_FLOAT_UNALIGNED, 4));
      assertEquals(3, checkpoint.map(checkpoint.info("bytes"), arena).toArray(JAVA_BYTE)[2]);
    }
    assertEquals(List.of(file), files());
  }

  @Test
  void abandonedFileLeavesTheOldOneAlone() throws IOException {
    Path file = Files.writeString(directory.resolve("out.safetensors"), "old");
    try (SafetensorsWriter writer = new SafetensorsWriter(file, TENSORS, Map.of())) {
      writer.write(MemorySegment.ofArray(new byte[] {1}));
    }
    assertEquals("old", Files.readString(file));
    assertEquals(List.of(file), files());
  }

  @Test
  void missingBytesAreNotFinished() throws IOException {
    Path file = directory.resolve("out.safetensors");
    try (SafetensorsWriter writer = new SafetensorsWriter(file, TENSORS, Map.of())) {
      writer.write(MemorySegment.ofArray(new byte[] {1}));
      assertThrows(IllegalStateException.class, writer::finish);
    }
    assertEquals(List.of(), files());
  }

  @Test
  void placesThatCannotBeWritten() throws IOException {
    Path none = directory.resolve("none/out.safetensors");
    assertTrue(refused(none).contains("its directory does not exist"));
    assertTrue(refused(directory).contains("it is a directory"));
    assertEquals(List.of(), files());
  }

  private static String refused(Path file) {
    return assertThrows(
            InputException.class, () -> new SafetensorsWriter(file, TENSORS, Map.of()).close())
        .getMessage();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }
}
