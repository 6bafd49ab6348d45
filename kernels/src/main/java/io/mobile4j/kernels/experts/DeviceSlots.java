package io.mobile4j.kernels.experts;

import io.mobile4j.kernels.device.DeviceMatrix;
import io.mobile4j.kernels.device.ShortFloats;
import io.mobile4j.loader.weights.WeightFormat;
import java.util.List;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Places of one expert each in a device's memory, in as few arrays as the device allows. Slot s is
 * place {@code s % perArray} of array {@code s / perArray}. An expert is gate [I, H], up [I, H],
 * down [H, I], stored as {@link DeviceMatrix} says.
 *
 * @param format as stored
 * @param hiddenSize H
 * @param intermediateSize I
 * @param perArray slots of an array
 * @param floats values, or scales, or the {@link ShortFloats#tables()}, the same for every array
 * @param ints one for each array of floats; empty for F32
 */
public record DeviceSlots(
    WeightFormat format,
    int hiddenSize,
    int intermediateSize,
    int perArray,
    List<FloatArray> floats,
    List<IntArray> ints) {

  public DeviceSlots {
    floats = List.copyOf(floats);
    ints = List.copyOf(ints);
  }

  /** Floats of one expert: values, or scales, or none. */
  public static int floatsOf(WeightFormat format, int h, int i) {
    return Math.addExact(
        Math.multiplyExact(2 * i, DeviceMatrix.floatsPerRow(format, h)),
        Math.multiplyExact(h, DeviceMatrix.floatsPerRow(format, i)));
  }

  /** Ints of one expert: quants, 16-bit values, or none. */
  public static int intsOf(WeightFormat format, int h, int i) {
    return Math.addExact(
        Math.multiplyExact(2 * i, DeviceMatrix.intsPerRow(format, h)),
        Math.multiplyExact(h, DeviceMatrix.intsPerRow(format, i)));
  }

  /** The ints of an array, or null for F32. */
  IntArray ints(int array) {
    return ints.isEmpty() ? null : ints.get(array);
  }

  int arrays() {
    return floats.size();
  }
}
