package io.mobile4j.kernels.experts;

import io.mobile4j.kernels.device.DeviceMatrix;
import io.mobile4j.loader.weights.WeightFormat;
import java.util.List;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Places of one expert each in a device's memory, in as few arrays as the device allows. Slot s is
 * place {@code s % perArray} of array {@code s / perArray}. An expert is gate [I, H], up [I, H],
 * down [H, I], stored as {@link DeviceMatrix} says.
 *
 * @param format F32 or Q8_0
 * @param hiddenSize H
 * @param intermediateSize I
 * @param perArray slots of an array
 * @param floats values, or scales
 * @param quants one for each array of scales; empty for F32
 */
public record DeviceSlots(
    WeightFormat format,
    int hiddenSize,
    int intermediateSize,
    int perArray,
    List<FloatArray> floats,
    List<IntArray> quants) {

  public DeviceSlots {
    floats = List.copyOf(floats);
    quants = List.copyOf(quants);
  }

  /** Floats of one expert: values, or scales. */
  public static int floatsOf(WeightFormat format, int h, int i) {
    return format == WeightFormat.Q8_0
        ? 2 * i * format.scalesPerRow(h) + h * format.scalesPerRow(i)
        : Math.multiplyExact(3 * h, i);
  }

  /** Ints of one expert: quants, or none. */
  public static int intsOf(WeightFormat format, int h, int i) {
    return format == WeightFormat.Q8_0
        ? 2 * i * DeviceMatrix.quantsPerRow(h) + h * DeviceMatrix.quantsPerRow(i)
        : 0;
  }

  /** The quants of an array, or null for F32. */
  IntArray quants(int array) {
    return quants.isEmpty() ? null : quants.get(array);
  }

  int arrays() {
    return floats.size();
  }
}
