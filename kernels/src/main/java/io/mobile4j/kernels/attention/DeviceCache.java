package io.mobile4j.kernels.attention;

import io.mobile4j.kernels.device.DeviceMatrix;
import io.mobile4j.loader.weights.WeightFormat;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * The keys and values of one layer on a device, in arrays that all layers share. Fields of the step
 * say where: from {@code field} on those of the keys, then those of the values, then the positions
 * a query sees, itself included (0 = all before it).
 *
 * <p>Latent attention has one head, whose values are the first part of its keys: both have the same
 * place and stride.
 *
 * @param format F32 or Q8_0
 * @param floats values or scales
 * @param quants null for F32
 * @param field first field of the step
 * @param heads heads of keys
 * @param capacity positions a head has room for
 * @param keySize values of a key
 * @param valueStride values from one value to the next; keySize where values are part of the keys
 * @param valueSize values that are used
 */
public record DeviceCache(
    WeightFormat format,
    FloatArray floats,
    IntArray quants,
    int field,
    int heads,
    int capacity,
    int keySize,
    int valueStride,
    int valueSize) {
  public DeviceCache {
    if (format != WeightFormat.F32 && format != WeightFormat.Q8_0) {
      throw new IllegalArgumentException("no kernel keeps a cache in " + format);
    }
  }

  /** Fields of the step that a cache uses. */
  public static final int FIELDS = 2 * DeviceMatrix.FIELDS + 1;

  /** Field, from {@code field} on, with the place of the values. */
  static final int VALUES = DeviceMatrix.FIELDS;

  /** Field, from {@code field} on, with the positions a query sees. */
  static final int WINDOW = 2 * DeviceMatrix.FIELDS;

  /** [heads * capacity, keySize], head by head. */
  public DeviceMatrix keys() {
    return matrix(keySize, field);
  }

  /** [heads * capacity, valueStride], head by head. */
  public DeviceMatrix values() {
    return matrix(valueStride, field + VALUES);
  }

  private DeviceMatrix matrix(int cols, int firstField) {
    return new DeviceMatrix(format, heads * capacity, cols, floats, quants, firstField, false);
  }
}
