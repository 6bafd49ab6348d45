package uk.ac.manchester.tornado.api;

import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/** A part of an array, counted in elements, to copy back to the host. */
public class DataRange {
  private final TornadoNativeArray array;
  private long offset;
  private long size;

  public DataRange(TornadoNativeArray tornadoNativeArray) {
    array = tornadoNativeArray;
  }

  public DataRange withOffset(long offset) {
    this.offset = offset;
    return this;
  }

  /** Elements from the offset; 0, the default, stands for the whole array's length. */
  public DataRange withSize(long size) {
    this.size = size;
    return this;
  }

  public TornadoNativeArray getArray() {
    return array;
  }

  /** First byte of the range, the array's header counted. */
  long firstByte() {
    return TornadoNativeArray.ARRAY_HEADER + offset * array.getElementSize();
  }

  long bytes() {
    long bytes = size == 0 ? array.getNumBytesOfSegment() : size * array.getElementSize();
    if (firstByte() + bytes > array.getNumBytesOfSegmentWithHeader()) {
      throw new TornadoRuntimeException(
          "a range of %d elements from %d is larger than its array of %d"
              .formatted(bytes / array.getElementSize(), offset, array.getSize()));
    }
    return bytes;
  }
}
