package uk.ac.manchester.tornado.api.types.arrays;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import uk.ac.manchester.tornado.api.types.HalfFloat;

/** IEEE half floats in memory that a device can take as it is. */
public final class HalfFloatArray extends TornadoNativeArray {
  /** New memory, all zero, freed by the garbage collector. */
  public HalfFloatArray(int numberOfElements) {
    super(numberOfElements, Short.BYTES);
  }

  private HalfFloatArray(MemorySegment withHeader) {
    super(withHeader, Short.BYTES);
  }

  /** A copy of a segment without header. */
  public static HalfFloatArray fromSegment(MemorySegment segment) {
    HalfFloatArray array = new HalfFloatArray(elements(segment.byteSize(), Short.BYTES));
    array.data.copyFrom(segment);
    return array;
  }

  /**
   * The segment itself, which must begin with {@link TornadoNativeArray#ARRAY_HEADER} writable
   * bytes: the element count is written there.
   */
  public static HalfFloatArray fromSegmentShallow(MemorySegment segment) {
    return new HalfFloatArray(segment);
  }

  public HalfFloat get(int index) {
    return new HalfFloat(data.getAtIndex(ValueLayout.JAVA_SHORT, Objects.checkIndex(index, size)));
  }

  public void set(int index, HalfFloat value) {
    data.setAtIndex(
        ValueLayout.JAVA_SHORT, Objects.checkIndex(index, size), value.getHalfFloatValue());
    writes.note();
  }

  public void init(HalfFloat value) {
    for (int i = 0; i < size; i++) {
      set(i, value);
    }
  }

  @Override
  public void clear() {
    init(new HalfFloat((short) 0));
  }
}
