package io.mobile4j.loader.weights;

import io.mobile4j.loader.InputException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;

/**
 * Owner of all memory off heap: one Arrow allocator with a child for each purpose, so that a leak
 * has a name. Closing it fails if any buffer is still open. Safe for use by several threads.
 */
public final class OffHeap implements AutoCloseable {
  private final BufferAllocator root = new RootAllocator(Long.MAX_VALUE);
  private final Map<String, BufferAllocator> purposes = new LinkedHashMap<>();

  /**
   * New memory; its content is undefined.
   *
   * @param purpose what it is for, e.g. {@code experts}: names the allocator it is drawn from
   * @param bytes size, at least 0
   * @param alignment of its first byte, a power of two
   * @throws InputException if the machine does not have it
   */
  public OffHeapBuffer allocate(String purpose, long bytes, long alignment) {
    if (bytes < 0 || Long.bitCount(alignment) != 1) {
      throw new IllegalArgumentException(bytes + " bytes aligned to " + alignment);
    }
    try {
      return new OffHeapBuffer(
          allocator(purpose).buffer(Math.addExact(bytes, alignment - 1)), bytes, alignment);
    } catch (OutOfMemoryException | OutOfMemoryError | ArithmeticException e) {
      throw new InputException(
          "cannot allocate %d bytes off heap for %s, beside %d bytes in use"
              .formatted(bytes, purpose, allocated()),
          e);
    }
  }

  /** Bytes now allocated. */
  public long allocated() {
    return root.getAllocatedMemory();
  }

  /** Bytes now allocated for each purpose that has any. */
  public synchronized Map<String, Long> allocatedByPurpose() {
    Map<String, Long> bytes = new TreeMap<>();
    purposes.forEach(
        (purpose, allocator) -> {
          if (allocator.getAllocatedMemory() > 0) {
            bytes.put(purpose, allocator.getAllocatedMemory());
          }
        });
    return bytes;
  }

  private synchronized BufferAllocator allocator(String purpose) {
    return purposes.computeIfAbsent(
        purpose, name -> root.newChildAllocator(name, 0, Long.MAX_VALUE));
  }

  /**
   * Ends the allocators.
   *
   * @throws IllegalStateException if a buffer is still open: names its purpose and size
   */
  @Override
  public synchronized void close() {
    Map<String, Long> leaks = allocatedByPurpose();
    if (!leaks.isEmpty()) {
      throw new IllegalStateException("off-heap memory still in use (bytes): " + leaks);
    }
    purposes.values().forEach(BufferAllocator::close);
    purposes.clear();
    root.close();
  }
}
