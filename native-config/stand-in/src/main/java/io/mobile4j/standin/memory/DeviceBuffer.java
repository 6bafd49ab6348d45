package io.mobile4j.standin.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.LongFunction;

/** One array's place on the device, its header included. Whoever allocates one closes it. */
public final class DeviceBuffer implements AutoCloseable {
  private final DeviceMemory memory;
  private final Arena arena;
  private final MemorySegment segment;

  DeviceBuffer(DeviceMemory memory, Arena arena, MemorySegment segment) {
    this.memory = memory;
    this.arena = arena;
    this.segment = segment;
  }

  /**
   * A new buffer on the host device.
   *
   * @param full makes the exception to throw, from the bytes that are left, where it does not fit
   */
  public static DeviceBuffer allocate(long bytes, LongFunction<RuntimeException> full) {
    return DeviceMemory.HOST.allocate(bytes, full);
  }

  public MemorySegment segment() {
    return segment;
  }

  /** Copies a whole host array here. */
  public Traffic upload(MemorySegment host) {
    MemorySegment.copy(host, 0, segment, 0, segment.byteSize());
    memory.uploaded(segment.byteSize());
    return new Traffic(segment.byteSize(), 0);
  }

  /** Copies bytes to the same place of the host array. */
  public Traffic download(MemorySegment host, long firstByte, long bytes) {
    MemorySegment.copy(segment, firstByte, host, firstByte, bytes);
    memory.downloaded(bytes);
    return new Traffic(0, bytes);
  }

  public boolean isClosed() {
    return !segment.scope().isAlive();
  }

  @Override
  public void close() {
    arena.close();
    memory.freed(segment.byteSize());
  }
}
