package io.mobile4j.loader.weights;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.loader.InputException;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OffHeapTest {
  @ParameterizedTest
  @CsvSource({"0, 1", "1, 64", "207, 4096", "5000000, 4096", "64, 2097152"})
  void memoryIsAlignedAndOfItsSize(long bytes, long alignment) {
    try (OffHeap memory = new OffHeap();
        OffHeapBuffer buffer = memory.allocate("test", bytes, alignment)) {
      assertEquals(bytes, buffer.segment().byteSize());
      assertEquals(0, buffer.segment().address() % alignment);
      buffer.segment().fill((byte) 1);
    }
  }

  @Test
  void leaksHaveTheNameOfTheirPurpose() {
    OffHeap memory = new OffHeap();
    OffHeapBuffer leak = memory.allocate("kv cache", 4096, 1);
    memory.allocate("experts", 4096, 1).close();
    assertEquals(Map.of("kv cache", 4096L), memory.allocatedByPurpose());
    IllegalStateException e = assertThrows(IllegalStateException.class, memory::close);
    assertTrue(e.getMessage().contains("kv cache"), e.getMessage());
    leak.close();
    assertEquals(0, memory.allocated());
    memory.close();
  }

  @Test
  void memoryThatWasGivenBackCannotBeUsed() {
    try (OffHeap memory = new OffHeap()) {
      OffHeapBuffer buffer = memory.allocate("test", 16, 1);
      MemorySegment segment = buffer.segment();
      buffer.close();
      assertThrows(IllegalStateException.class, () -> segment.get(JAVA_BYTE, 0));
      assertThrows(IllegalStateException.class, buffer::close);
      assertEquals(0, memory.allocated());
    }
  }

  @Test
  void moreThanThereIsIsRefused() {
    try (OffHeap memory = new OffHeap()) {
      for (long bytes : new long[] {1L << 60, Long.MAX_VALUE}) {
        String message =
            assertThrows(InputException.class, () -> memory.allocate("experts", bytes, 4096))
                .getMessage();
        assertTrue(message.contains("cannot allocate " + bytes + " bytes"), message);
        assertTrue(message.contains("experts"), message);
      }
      assertEquals(0, memory.allocated());
      assertThrows(IllegalArgumentException.class, () -> memory.allocate("x", -1, 1));
      assertThrows(IllegalArgumentException.class, () -> memory.allocate("x", 1, 3));
    }
  }
}
