package io.mobile4j.kernels;

import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Random;

/**
 * A matrix of random values, stored, and what its bytes mean.
 *
 * @param matrix [rows, cols]
 * @param values [rows, cols] exactly the stored values
 */
record StoredMatrix(Matrix matrix, float[] values) {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Values of magnitude 1 at an odd distance from any alignment, the last at its segment's end. */
  static StoredMatrix random(Random random, WeightFormat format, int rows, int cols, Arena arena) {
    int skip = format.valueBytes();
    long bytes = (long) rows * cols * format.valueBytes();
    MemorySegment data = arena.allocate(bytes + skip, 64).asSlice(skip);
    MemorySegment scales = arena.allocate(rows * format.scaleBytesPerRow(cols), 64);
    Matrix matrix = new Matrix(format, rows, cols, data, scales);
    for (int row = 0; row < rows; row++) {
      for (int block = 0; block < format.scalesPerRow(cols); block++) {
        matrix.setScale(row, block, (1 + random.nextFloat()) / 64);
      }
    }
    float[] values = new float[rows * cols];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (format) {
            case F32 -> put(data, i, (float) random.nextGaussian());
            case BF16 -> putBf16(data, i, (float) random.nextGaussian());
            case F16 -> putF16(data, i, Float.floatToFloat16((float) random.nextGaussian()));
            case Q8_0 ->
                putByte(data, i, random) * matrix.scale(i / cols, i % cols / WeightFormat.Q8_BLOCK);
          };
    }
    return new StoredMatrix(matrix, values);
  }

  private static float put(MemorySegment data, int i, float value) {
    data.set(FLOAT, 4L * i, value);
    return value;
  }

  private static float putBf16(MemorySegment data, int i, float value) {
    int bits = Float.floatToRawIntBits(value) & 0xffff0000;
    data.set(SHORT, 2L * i, (short) (bits >>> 16));
    return Float.intBitsToFloat(bits);
  }

  static float putF16(MemorySegment data, int i, short bits) {
    data.set(SHORT, 2L * i, bits);
    return Float.float16ToFloat(bits);
  }

  private static byte putByte(MemorySegment data, int i, Random random) {
    byte quant = (byte) (random.nextInt(255) - 127);
    data.set(ValueLayout.JAVA_BYTE, i, quant);
    return quant;
  }
}
