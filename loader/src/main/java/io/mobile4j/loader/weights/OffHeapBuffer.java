package io.mobile4j.loader.weights;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.apache.arrow.memory.ArrowBuf;

/**
 * Memory of one owner. Its segment must not be used once it is closed; using it then is an error,
 * not a crash.
 */
public final class OffHeapBuffer implements AutoCloseable {
  private final ArrowBuf buffer;
  private final Arena lifetime = Arena.ofShared();
  private final MemorySegment segment;

  @SuppressWarnings("restricted") // the address and size are those of the buffer held
  OffHeapBuffer(ArrowBuf buffer, long bytes, long alignment) {
    this.buffer = buffer;
    long address = (buffer.memoryAddress() + alignment - 1) & -alignment;
    this.segment = MemorySegment.ofAddress(address).reinterpret(bytes, lifetime, null);
    LargePages.prefer(segment);
  }

  /** The memory, of the size and alignment asked for; any thread may use it. */
  public MemorySegment segment() {
    return segment;
  }

  /**
   * Gives the memory back.
   *
   * @throws IllegalStateException if it was closed before
   */
  @Override
  public void close() {
    lifetime.close();
    buffer.close();
  }
}
