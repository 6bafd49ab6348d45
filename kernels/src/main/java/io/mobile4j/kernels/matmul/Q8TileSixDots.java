package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.INT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;
import static io.mobile4j.kernels.lanes.Lanes.MEMORY;
import static io.mobile4j.kernels.lanes.Lanes.ORDER;
import static io.mobile4j.kernels.lanes.Lanes.SHORT;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.S2I;

import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.Q8Tiles;
import io.mobile4j.loader.weights.WeightFormat;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

/**
 * {@link Q8TileDots} for 512-bit vectors with six rows at once instead of three, which some
 * processors read faster. The sums are the same to the last bit.
 */
final class Q8TileSixDots extends Q8TileDots {
  private static final int ROWS = 6;

  @Override
  public int rows() {
    return ROWS;
  }

  @Override
  public void dot(
      Matrix w,
      int row,
      int step,
      int last,
      int fromCol,
      int toCol,
      float[] x,
      int at,
      float[] lanes,
      int out) {
    long rowBytes = w.format().rowBytes(w.cols());
    long stride = step * rowBytes;
    long w0 = Lanes.address(w.data(), row * rowBytes);
    long w1 = Lanes.plus(w0, Math.min(1, last) * stride);
    long w2 = Lanes.plus(w0, Math.min(2, last) * stride);
    long w3 = Lanes.plus(w0, Math.min(3, last) * stride);
    long w4 = Lanes.plus(w0, Math.min(4, last) * stride);
    long w5 = Lanes.plus(w0, Math.min(5, last) * stride);
    ByteVector offsets = IntVector.fromArray(INT, OFFSETS, 0).reinterpretAsBytes();
    IntVector lowerThree = IntVector.fromArray(INT, LOWER_THREE, 0);
    IntVector lowerTwo = IntVector.fromArray(INT, LOWER_TWO, 0);
    IntVector lowest = IntVector.fromArray(INT, LOWEST, 0);
    FloatVector sum0 = FloatVector.zero(FLOAT);
    FloatVector sum1 = sum0;
    FloatVector sum2 = sum0;
    FloatVector sum3 = sum0;
    FloatVector sum4 = sum0;
    FloatVector sum5 = sum0;
    int factors = at;
    for (int col = fromCol; col < toCol; col += Q8Tiles.COLS) {
      int wordBytes = Q8Tiles.blocks(toCol, col) * Q8Tiles.WORD;
      int tile = Q8Tiles.tile(col);
      FloatVector p0 = FloatVector.fromArray(FLOAT, x, factors + Q8Tiles.COLS);
      FloatVector p1 = p0;
      FloatVector p2 = p0;
      FloatVector p3 = p0;
      FloatVector p4 = p0;
      FloatVector p5 = p0;
      int from = factors;
      int end = tile + Q8Tiles.BLOCK_WORDS * wordBytes;
      // Written out: the compiler inlines no helper of ours into a loop of so many operations.
      for (int i = tile; i != end; i += wordBytes) { // see RowDots
        int word = i & POSITIVE;
        IntVector i0 =
            ByteVector.fromMemorySegment(WORDS, MEMORY, w0 + word, ORDER)
                .add(offsets)
                .reinterpretAsInts();
        IntVector i1 =
            ByteVector.fromMemorySegment(WORDS, MEMORY, w1 + word, ORDER)
                .add(offsets)
                .reinterpretAsInts();
        IntVector i2 =
            ByteVector.fromMemorySegment(WORDS, MEMORY, w2 + word, ORDER)
                .add(offsets)
                .reinterpretAsInts();
        IntVector i3 =
            ByteVector.fromMemorySegment(WORDS, MEMORY, w3 + word, ORDER)
                .add(offsets)
                .reinterpretAsInts();
        IntVector i4 =
            ByteVector.fromMemorySegment(WORDS, MEMORY, w4 + word, ORDER)
                .add(offsets)
                .reinterpretAsInts();
        IntVector i5 =
            ByteVector.fromMemorySegment(WORDS, MEMORY, w5 + word, ORDER)
                .add(offsets)
                .reinterpretAsInts();
        FloatVector v = FloatVector.fromArray(FLOAT, x, from);
        p0 = ((FloatVector) i0.convertShape(I2F, FLOAT, 0)).fma(v, p0);
        p1 = ((FloatVector) i1.convertShape(I2F, FLOAT, 0)).fma(v, p1);
        p2 = ((FloatVector) i2.convertShape(I2F, FLOAT, 0)).fma(v, p2);
        p3 = ((FloatVector) i3.convertShape(I2F, FLOAT, 0)).fma(v, p3);
        p4 = ((FloatVector) i4.convertShape(I2F, FLOAT, 0)).fma(v, p4);
        p5 = ((FloatVector) i5.convertShape(I2F, FLOAT, 0)).fma(v, p5);
        v = FloatVector.fromArray(FLOAT, x, from + PART);
        p0 = ((FloatVector) i0.and(lowerThree).convertShape(I2F, FLOAT, 0)).fma(v, p0);
        p1 = ((FloatVector) i1.and(lowerThree).convertShape(I2F, FLOAT, 0)).fma(v, p1);
        p2 = ((FloatVector) i2.and(lowerThree).convertShape(I2F, FLOAT, 0)).fma(v, p2);
        p3 = ((FloatVector) i3.and(lowerThree).convertShape(I2F, FLOAT, 0)).fma(v, p3);
        p4 = ((FloatVector) i4.and(lowerThree).convertShape(I2F, FLOAT, 0)).fma(v, p4);
        p5 = ((FloatVector) i5.and(lowerThree).convertShape(I2F, FLOAT, 0)).fma(v, p5);
        v = FloatVector.fromArray(FLOAT, x, from + 2 * PART);
        p0 = ((FloatVector) i0.and(lowerTwo).convertShape(I2F, FLOAT, 0)).fma(v, p0);
        p1 = ((FloatVector) i1.and(lowerTwo).convertShape(I2F, FLOAT, 0)).fma(v, p1);
        p2 = ((FloatVector) i2.and(lowerTwo).convertShape(I2F, FLOAT, 0)).fma(v, p2);
        p3 = ((FloatVector) i3.and(lowerTwo).convertShape(I2F, FLOAT, 0)).fma(v, p3);
        p4 = ((FloatVector) i4.and(lowerTwo).convertShape(I2F, FLOAT, 0)).fma(v, p4);
        p5 = ((FloatVector) i5.and(lowerTwo).convertShape(I2F, FLOAT, 0)).fma(v, p5);
        v = FloatVector.fromArray(FLOAT, x, from + 3 * PART);
        p0 = ((FloatVector) i0.and(lowest).convertShape(I2F, FLOAT, 0)).fma(v, p0);
        p1 = ((FloatVector) i1.and(lowest).convertShape(I2F, FLOAT, 0)).fma(v, p1);
        p2 = ((FloatVector) i2.and(lowest).convertShape(I2F, FLOAT, 0)).fma(v, p2);
        p3 = ((FloatVector) i3.and(lowest).convertShape(I2F, FLOAT, 0)).fma(v, p3);
        p4 = ((FloatVector) i4.and(lowest).convertShape(I2F, FLOAT, 0)).fma(v, p4);
        p5 = ((FloatVector) i5.and(lowest).convertShape(I2F, FLOAT, 0)).fma(v, p5);
        from += WORD_FACTORS;
      }
      int s = Q8Tiles.scale(col / WeightFormat.Q8_BLOCK) & POSITIVE;
      IntVector f0 =
          (IntVector)
              ShortVector.fromMemorySegment(SHORT, MEMORY, w0 + s, ORDER).convertShape(S2I, INT, 0);
      IntVector f1 =
          (IntVector)
              ShortVector.fromMemorySegment(SHORT, MEMORY, w1 + s, ORDER).convertShape(S2I, INT, 0);
      IntVector f2 =
          (IntVector)
              ShortVector.fromMemorySegment(SHORT, MEMORY, w2 + s, ORDER).convertShape(S2I, INT, 0);
      IntVector f3 =
          (IntVector)
              ShortVector.fromMemorySegment(SHORT, MEMORY, w3 + s, ORDER).convertShape(S2I, INT, 0);
      IntVector f4 =
          (IntVector)
              ShortVector.fromMemorySegment(SHORT, MEMORY, w4 + s, ORDER).convertShape(S2I, INT, 0);
      IntVector f5 =
          (IntVector)
              ShortVector.fromMemorySegment(SHORT, MEMORY, w5 + s, ORDER).convertShape(S2I, INT, 0);
      sum0 = p0.fma(f0.lanewise(LSHL, 16).reinterpretAsFloats(), sum0);
      sum1 = p1.fma(f1.lanewise(LSHL, 16).reinterpretAsFloats(), sum1);
      sum2 = p2.fma(f2.lanewise(LSHL, 16).reinterpretAsFloats(), sum2);
      sum3 = p3.fma(f3.lanewise(LSHL, 16).reinterpretAsFloats(), sum3);
      sum4 = p4.fma(f4.lanewise(LSHL, 16).reinterpretAsFloats(), sum4);
      sum5 = p5.fma(f5.lanewise(LSHL, 16).reinterpretAsFloats(), sum5);
      factors += ARRANGED;
    }
    sum0.intoArray(lanes, out);
    sum1.intoArray(lanes, out + LENGTH);
    sum2.intoArray(lanes, out + 2 * LENGTH);
    sum3.intoArray(lanes, out + 3 * LENGTH);
    sum4.intoArray(lanes, out + 4 * LENGTH);
    sum5.intoArray(lanes, out + 5 * LENGTH);
  }
}
