package io.mobile4j.kernels.device;

import io.mobile4j.kernels.convert.RowConverter;
import io.mobile4j.loader.weights.Matrix;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Writes rows of weights as {@link DeviceMatrix} says they are stored. */
public final class DevicePack {
  private DevicePack() {}

  /**
   * One row of a matrix of any format as floats.
   *
   * @param scratch at least {@code w.cols()} floats
   * @param at index of the first value
   */
  public static void floats(
      RowConverter converter, Matrix w, int row, float[] scratch, FloatArray to, int at) {
    converter.read(w, row, 0, w.cols(), scratch, 0);
    MemorySegment.copy(
        scratch, 0, to.getSegment(), ValueLayout.JAVA_FLOAT, (long) at * Float.BYTES, w.cols());
  }

  /** One row's quants or 16-bit values as they are, and zeros up to a whole int. */
  public static void ints(Matrix w, int row, IntArray to, int at) {
    MemorySegment ints = to.getSegment();
    long first = (long) at * Integer.BYTES;
    long room = (long) DeviceMatrix.intsPerRow(w.format(), w.cols()) * Integer.BYTES;
    long bytes = w.format().rowBytes(w.cols());
    MemorySegment.copy(w.data(), row * bytes, ints, first, bytes);
    ints.asSlice(first + bytes, room - bytes).fill((byte) 0);
  }

  /** One row's scales as floats, if it has any. */
  public static void scales(Matrix w, int row, FloatArray to, int at) {
    for (int block = 0; block < w.format().scalesPerRow(w.cols()); block++) {
      to.set(at + block, w.scale(row, block));
    }
  }
}
