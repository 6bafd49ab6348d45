package uk.ac.manchester.tornado.api.types.arrays;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/** Floats in memory that a device can take as it is. */
public final class FloatArray extends TornadoNativeArray {
  /** New memory, all zero, freed by the garbage collector. */
  public FloatArray(int numberOfElements) {
    super(numberOfElements, Float.BYTES);
  }

  private FloatArray(MemorySegment withHeader) {
    super(withHeader, Float.BYTES);
  }

  /** A copy of the values. */
  public static FloatArray fromArray(float[] values) {
    FloatArray array = new FloatArray(values.length);
    MemorySegment.copy(values, 0, array.data, ValueLayout.JAVA_FLOAT, 0, values.length);
    return array;
  }

  /** A copy of the values. */
  public static FloatArray fromElements(float... values) {
    return fromArray(values);
  }

  /** A copy of a segment without header. */
  public static FloatArray fromSegment(MemorySegment segment) {
    FloatArray array = new FloatArray(elements(segment.byteSize(), Float.BYTES));
    array.data.copyFrom(segment);
    return array;
  }

  /**
   * The segment itself, which must begin with {@link TornadoNativeArray#ARRAY_HEADER} writable
   * bytes: the element count is written there.
   */
  public static FloatArray fromSegmentShallow(MemorySegment segment) {
    return new FloatArray(segment);
  }

  public float[] toHeapArray() {
    return data.toArray(ValueLayout.JAVA_FLOAT);
  }

  public float get(int index) {
    return data.getAtIndex(ValueLayout.JAVA_FLOAT, Objects.checkIndex(index, size));
  }

  public void set(int index, float value) {
    data.setAtIndex(ValueLayout.JAVA_FLOAT, Objects.checkIndex(index, size), value);
    writes.note();
  }

  public void init(float value) {
    for (int i = 0; i < size; i++) {
      set(i, value);
    }
  }

  @Override
  public void clear() {
    init(0f);
  }
}
