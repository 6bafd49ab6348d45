package uk.ac.manchester.tornado.api.types.arrays;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/** Bytes in memory that a device can take as it is. */
public final class ByteArray extends TornadoNativeArray {
  /** New memory, all zero, freed by the garbage collector. */
  public ByteArray(int numberOfElements) {
    super(numberOfElements, Byte.BYTES);
  }

  private ByteArray(MemorySegment withHeader) {
    super(withHeader, Byte.BYTES);
  }

  /** A copy of the values. */
  public static ByteArray fromArray(byte[] values) {
    ByteArray array = new ByteArray(values.length);
    MemorySegment.copy(values, 0, array.data, ValueLayout.JAVA_BYTE, 0, values.length);
    return array;
  }

  /** A copy of the values. */
  public static ByteArray fromElements(byte... values) {
    return fromArray(values);
  }

  /** A copy of a segment without header. */
  public static ByteArray fromSegment(MemorySegment segment) {
    ByteArray array = new ByteArray(elements(segment.byteSize(), Byte.BYTES));
    array.data.copyFrom(segment);
    return array;
  }

  /**
   * The segment itself, which must begin with {@link TornadoNativeArray#ARRAY_HEADER} writable
   * bytes: the element count is written there.
   */
  public static ByteArray fromSegmentShallow(MemorySegment segment) {
    return new ByteArray(segment);
  }

  public byte[] toHeapArray() {
    return data.toArray(ValueLayout.JAVA_BYTE);
  }

  public byte get(int index) {
    return data.getAtIndex(ValueLayout.JAVA_BYTE, Objects.checkIndex(index, size));
  }

  public void set(int index, byte value) {
    data.setAtIndex(ValueLayout.JAVA_BYTE, Objects.checkIndex(index, size), value);
    writes.note();
  }

  public void init(byte value) {
    for (int i = 0; i < size; i++) {
      set(i, value);
    }
  }

  @Override
  public void clear() {
    init((byte) 0);
  }
}
