package io.mobile4j.loader.safetensors;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mobile4j.loader.InputException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Offsets and sizes beyond 2^31, in a file of holes that takes no space on the disk. */
class HugeFileTest {
  private static final long LARGE = (1L << 31) + 4096;
  private static final String HEADER =
      "{\"large\": {\"dtype\": \"I8\", \"shape\": [%d], \"data_offsets\": [0, %d]},"
          + " \"behind\": {\"dtype\": \"I8\", \"shape\": [5], \"data_offsets\": [%d, %d]}}";

  @TempDir Path directory;

  @Test
  void tensorsBeyondTwoGigabytes() throws IOException {
    Path file =
        RawFile.write(
            directory.resolve("huge.safetensors"),
            HEADER.formatted(LARGE, LARGE, LARGE, LARGE + 5),
            0);
    long data = Files.size(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {42, 0, 0, 0, 0, 43}), data + LARGE - 1);
    }
    Checkpoint checkpoint = Checkpoint.open(file);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment large = checkpoint.map(checkpoint.info("large"), arena);
      assertEquals(LARGE, large.byteSize());
      assertEquals(42, large.get(JAVA_BYTE, LARGE - 1));
      MemorySegment part = checkpoint.map(checkpoint.info("large"), LARGE - 3, 3, arena);
      assertEquals(42, part.get(JAVA_BYTE, 2));
      MemorySegment behind = checkpoint.map(checkpoint.info("behind"), arena);
      assertEquals(43, behind.get(JAVA_BYTE, 4));
    }
  }

  @Test
  void fileThatShrinksAfterItWasOpened() throws IOException {
    Path file =
        RawFile.write(directory.resolve("shrinking.safetensors"), HEADER.formatted(3, 3, 3, 8), 8);
    Checkpoint checkpoint = Checkpoint.open(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 1);
    }
    try (Arena arena = Arena.ofConfined()) {
      assertThrows(InputException.class, () -> checkpoint.map(checkpoint.info("behind"), arena));
    }
  }
}
