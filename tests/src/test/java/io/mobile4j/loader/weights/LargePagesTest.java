package io.mobile4j.loader.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Large buffers ask for large pages. */
@EnabledOnOs(OS.LINUX)
class LargePagesTest {
  private static final Path MAPPINGS = Path.of("/proc/self/smaps");

  @ParameterizedTest
  @CsvSource({"200, true", "8, false"})
  void onlyLargeBuffersAsk(int mebibytes, boolean asked) throws IOException {
    assumeTrue(Files.exists(Path.of("/sys/kernel/mm/transparent_hugepage")), "no large pages");
    try (OffHeap memory = new OffHeap();
        OffHeapBuffer buffer = memory.allocate("test", (long) mebibytes << 20, 64)) {
      long middle = buffer.segment().address() + buffer.segment().byteSize() / 2;
      assertEquals(asked, flags(middle).contains("hg"));
    }
  }

  @Test
  void memoryIsWhatItWasAskedFor() {
    try (OffHeap memory = new OffHeap();
        OffHeapBuffer buffer = memory.allocate("test", (100L << 20) + 13, 4096)) {
      buffer.segment().fill((byte) 7);
      assertEquals((100L << 20) + 13, buffer.segment().byteSize());
      assertEquals(0, buffer.segment().address() % 4096);
    }
  }

  /** Flags that the kernel keeps for the mapping of an address. */
  private static String flags(long address) throws IOException {
    boolean inside = false;
    for (String line : Files.readAllLines(MAPPINGS)) {
      String[] range = line.split("[- ]", 3);
      if (range.length == 3 && range[0].matches("[0-9a-f]+") && range[1].matches("[0-9a-f]+")) {
        long from = Long.parseUnsignedLong(range[0], 16);
        inside = from <= address && address < Long.parseUnsignedLong(range[1], 16);
      } else if (inside && line.startsWith("VmFlags:")) {
        return line;
      }
    }
    throw new AssertionError("no mapping of " + address);
  }
}
