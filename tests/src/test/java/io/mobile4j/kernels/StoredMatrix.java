package io.mobile4j.kernels;

import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.Q8Tiles;
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
    long skip = format.rowBytes(1) % 64;
    long bytes = format.valueBytes(rows, cols);
    MemorySegment data = arena.allocate(bytes + skip, 64).asSlice(skip);
    MemorySegment scales = arena.allocate(rows * format.scaleBytesPerRow(cols), 64);
    Matrix matrix = new Matrix(format, rows, cols, data, scales);
    if (format == WeightFormat.Q8_0_TILES) {
      fillUnused(matrix);
    }
    boolean quants = format == WeightFormat.Q8_0 || format == WeightFormat.Q8_0_TILES;
    for (int row = 0; quants && row < rows; row++) {
      for (int col = 0; col < cols; col += WeightFormat.Q8_BLOCK) {
        matrix.setScale(row, col / WeightFormat.Q8_BLOCK, (1 + random.nextFloat()) / 64);
      }
    }
    float[] values = new float[rows * cols];
    for (int i = 0; i < values.length; i++) {
      long at = matrix.offset(i / cols, i % cols);
      values[i] =
          switch (format) {
            case F32 -> put(data, at, (float) random.nextGaussian());
            case BF16 -> putBf16(data, at, (float) random.nextGaussian());
            case F16 -> putF16(data, at, Float.floatToFloat16((float) random.nextGaussian()));
            case Q8_0, Q8_0_TILES ->
                putByte(data, at, random)
                    * matrix.scale(i / cols, i % cols / WeightFormat.Q8_BLOCK);
          };
    }
    return new StoredMatrix(matrix, values);
  }

  /** What no value is in may be anything, but scales of blocks that are not there are zero. */
  private static void fillUnused(Matrix matrix) {
    long rowBytes = matrix.format().rowBytes(matrix.cols());
    matrix.data().fill((byte) 0x7f);
    for (int row = 0; row < matrix.rows(); row++) {
      for (int col = 0; col < matrix.cols(); col += 2 * Q8Tiles.COLS) {
        long scales = row * rowBytes + Q8Tiles.scale(col / WeightFormat.Q8_BLOCK);
        matrix.data().asSlice(scales, Q8Tiles.SCALES).fill((byte) 0);
      }
    }
  }

  private static float put(MemorySegment data, long at, float value) {
    data.set(FLOAT, at, value);
    return value;
  }

  private static float putBf16(MemorySegment data, long at, float value) {
    int bits = Float.floatToRawIntBits(value) & 0xffff0000;
    data.set(SHORT, at, (short) (bits >>> 16));
    return Float.intBitsToFloat(bits);
  }

  static float putF16(MemorySegment data, long at, short bits) {
    data.set(SHORT, at, bits);
    return Float.float16ToFloat(bits);
  }

  private static byte putByte(MemorySegment data, long at, Random random) {
    byte quant = (byte) (random.nextInt(255) - 127);
    data.set(ValueLayout.JAVA_BYTE, at, quant);
    return quant;
  }
}
