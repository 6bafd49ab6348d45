package uk.ac.manchester.tornado.api.types.arrays;

import io.mobile4j.standin.memory.Writes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** An array off heap: a header that holds the element count, then the values. */
public abstract sealed class TornadoNativeArray
    permits ByteArray, FloatArray, HalfFloatArray, IntArray {
  /** Bytes in front of the first value. */
  public static final long ARRAY_HEADER = Long.getLong("tornado.panama.objectHeader", 16);

  final MemorySegment data; // [size] values
  final int size;
  final Writes writes = Writes.current();
  private final MemorySegment withHeader; // header, then data
  private final int elementSize;

  TornadoNativeArray(int size, int elementSize) {
    this(Arena.ofAuto().allocate(ARRAY_HEADER + (long) size * elementSize, 16), elementSize);
  }

  TornadoNativeArray(MemorySegment withHeader, int elementSize) {
    this.withHeader = withHeader;
    this.elementSize = elementSize;
    data = withHeader.asSlice(ARRAY_HEADER);
    size = elements(data.byteSize(), elementSize);
    withHeader.set(ValueLayout.JAVA_INT, 0, size);
  }

  static int elements(long bytes, int elementSize) {
    if (bytes % elementSize != 0) {
      throw new IllegalArgumentException(
          bytes + " bytes are no whole number of elements of " + elementSize);
    }
    return Math.toIntExact(bytes / elementSize);
  }

  protected void clear() {}

  public int getSize() {
    return size;
  }

  public int getElementSize() {
    return elementSize;
  }

  /** The values alone. */
  public MemorySegment getSegment() {
    return data;
  }

  public MemorySegment getSegmentWithHeader() {
    return withHeader;
  }

  public long getNumBytesOfSegment() {
    return data.byteSize();
  }

  public long getNumBytesOfSegmentWithHeader() {
    return withHeader.byteSize();
  }
}
