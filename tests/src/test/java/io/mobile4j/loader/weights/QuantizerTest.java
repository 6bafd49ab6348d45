package io.mobile4j.loader.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantizerTest {
  @Test
  void scaleIsTheLargestMagnitudeOver127AndTiesGoToEven() {
    // A scale of exactly 2: quants are the halves of the values.
    float[] row = {254, -254, 5, 3, 1, -1, -3, 0};
    Matrix matrix = quantised(row, row.length);
    assertEquals(2f, matrix.scale(0, 0));
    assertArrayEquals(
        new byte[] {127, -127, 2, 2, 0, 0, -2, 0}, matrix.data().toArray(ValueLayout.JAVA_BYTE));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 13, 32, 33, 207, 4098})
  void errorIsAtMostHalfAScale(int cols) {
    Random random = new Random(cols);
    float[] row = new float[cols];
    for (int i = 0; i < cols; i++) {
      row[i] = (float) (random.nextGaussian() * Math.pow(10, i / 32 % 7 - 3));
    }
    Matrix matrix = quantised(row, cols);
    float[] back = Values.all(matrix);
    for (int i = 0; i < cols; i++) {
      float d = matrix.scale(0, i / 32);
      assertTrue(Math.abs(back[i] - row[i]) <= d * 0.5001, "value " + i);
    }
  }

  /** A whole block goes by vectors, a shorter one value by value. */
  @Test
  void wholeBlocksAreRoundedLikeShorterOnes() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      float[] row = new float[32];
      float step = (float) Math.pow(2, random.nextInt(245) - 125);
      for (int c = 0; c < 31; c++) {
        row[c] = step * (random.nextInt(509) - 254) / 2;
      }
      if (i % 2 == 0) {
        row[i % 31] = 127 * step; // a scale of exactly a step, so that halves are ties
      }
      Matrix whole = quantised(row, 32);
      Matrix shorter = quantised(row, 31);
      assertEquals(shorter.scale(0, 0), whole.scale(0, 0));
      assertArrayEquals(
          shorter.data().toArray(ValueLayout.JAVA_BYTE),
          Arrays.copyOf(whole.data().toArray(ValueLayout.JAVA_BYTE), 31));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 32})
  void zerosAndDenormalsBecomeZero(int cols) {
    assertArrayEquals(new float[cols], Values.all(quantised(new float[cols], cols)));
    float[] tiny = new float[cols];
    tiny[0] = Float.MIN_VALUE;
    tiny[1] = -Float.MIN_VALUE;
    assertArrayEquals(new float[cols], Values.all(quantised(tiny, cols)));
  }

  /** A scale rounded down or up as far as there is room, whose quants stay bytes. */
  @Test
  void noScaleMakesAQuantOfMoreThan127() {
    for (int i = 0; i < 1 << 16; i++) {
      float largest = 127 * Float.intBitsToFloat(0x3f800000 + 113 * i);
      Matrix matrix = quantised(new float[] {largest, -largest}, 2);
      assertArrayEquals(new byte[] {127, -127}, matrix.data().toArray(ValueLayout.JAVA_BYTE));
    }
  }

  @Test
  void hugeValuesDoNotOverflow() {
    float[] row = {Float.MAX_VALUE, -Float.MAX_VALUE, 1};
    Matrix matrix = quantised(row, 3);
    float halfStep = matrix.scale(0, 0) / 2;
    assertArrayEquals(
        new float[] {Float.MAX_VALUE, -Float.MAX_VALUE, 0}, Values.all(matrix), halfStep);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void whatIsNotFiniteIsRefused(float value) {
    for (int cols : new int[] {2, 32}) {
      for (int i = 0; i < cols; i++) {
        float[] row = new float[cols];
        row[i] = value;
        assertThrows(ArithmeticException.class, () -> quantised(row, cols));
      }
    }
  }

  /** Whatever the memory held: what the blocks leave out is zero, as kernels read scales of it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 13, 32, 33, 207, 512, 768, 1408, 2048, 4098})
  void tilesHoldTheSameValues(int cols) {
    Random random = new Random(cols);
    float[] row = new float[cols];
    for (int i = 0; i < cols; i++) {
      row[i] = (float) (random.nextGaussian() * Math.pow(10, i / 32 % 7 - 3));
    }
    byte[] memory = new byte[(int) WeightFormat.Q8_0_TILES.valueBytes(2, cols)];
    Arrays.fill(memory, (byte) -1);
    Matrix tiles = Matrix.of(WeightFormat.Q8_0_TILES, 2, cols, MemorySegment.ofArray(memory));
    Quantizer.row(row, tiles, 1);
    float[] values = new float[cols];
    Values.row(tiles, 1, values, 0);
    assertArrayEquals(Values.all(quantised(row, cols)), values);
    int bytes = (int) WeightFormat.Q8_0_TILES.rowBytes(cols);
    assertEquals(-1, memory[bytes - 1], "the row before");
    assertEquals(-1, memory[2 * bytes], "after the last row");
    for (int block = (cols + 31) / 32; block % 32 != 0; block++) {
      assertEquals(0f, tiles.scale(1, block), "block " + block);
    }
  }

  private static Matrix quantised(float[] row, int cols) {
    Matrix matrix =
        new Matrix(
            WeightFormat.Q8_0,
            1,
            cols,
            MemorySegment.ofArray(new byte[cols]),
            MemorySegment.ofArray(new short[WeightFormat.Q8_0.scalesPerRow(cols)]));
    Quantizer.row(row, matrix, 0);
    return matrix;
  }
}
