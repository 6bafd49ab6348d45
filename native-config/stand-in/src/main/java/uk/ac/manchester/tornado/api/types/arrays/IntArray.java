package uk.ac.manchester.tornado.api.types.arrays;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/** Ints in memory that a device can take as it is. */
public final class IntArray extends TornadoNativeArray {
  /** New memory, all zero, freed by the garbage collector. */
  public IntArray(int numberOfElements) {
    super(numberOfElements, Integer.BYTES);
  }

  private IntArray(MemorySegment withHeader) {
    super(withHeader, Integer.BYTES);
  }

  /** A copy of the values. */
  public static IntArray fromArray(int[] values) {
    IntArray array = new IntArray(values.length);
    MemorySegment.copy(values, 0, array.data, ValueLayout.JAVA_INT, 0, values.length);
    return array;
  }

  /** A copy of the values. */
  public static IntArray fromElements(int... values) {
    return fromArray(values);
  }

  /** A copy of a segment without header. */
  public static IntArray fromSegment(MemorySegment segment) {
    IntArray array = new IntArray(elements(segment.byteSize(), Integer.BYTES));
    array.data.copyFrom(segment);
    return array;
  }

  /**
   * The segment itself, which must begin with {@link TornadoNativeArray#ARRAY_HEADER} writable
   * bytes: the element count is written there.
   */
  public static IntArray fromSegmentShallow(MemorySegment segment) {
    return new IntArray(segment);
  }

  public int[] toHeapArray() {
    return data.toArray(ValueLayout.JAVA_INT);
  }

  public int get(int index) {
    return data.getAtIndex(ValueLayout.JAVA_INT, Objects.checkIndex(index, size));
  }

  public void set(int index, int value) {
    data.setAtIndex(ValueLayout.JAVA_INT, Objects.checkIndex(index, size), value);
    writes.note();
  }

  public void init(int value) {
    for (int i = 0; i < size; i++) {
      set(i, value);
    }
  }

  @Override
  public void clear() {
    init(0);
  }
}
