package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.INT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;
import static io.mobile4j.kernels.lanes.Lanes.MEMORY;
import static io.mobile4j.kernels.lanes.Lanes.ORDER;
import static io.mobile4j.kernels.lanes.Lanes.SHORT;
import static io.mobile4j.kernels.lanes.Lanes.WIDE;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.S2I;
import static jdk.incubator.vector.VectorOperators.XOR;

import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.Q8Tiles;
import io.mobile4j.loader.weights.WeightFormat;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link WeightFormat#Q8_0_TILES} by words, as {@link Q8WordDots} takes them apart: by masks where
 * there are 32 registers, by shifts where there may be 16. A lane is a block, so that its scale
 * counts once for eight words.
 */
sealed class Q8TileDots implements RowDots permits Q8TileSixDots {
  private static final int ROWS = 3;

  /** Floats that a tile's columns become: one for each, and with masks a block's bias. */
  static final int ARRANGED = Q8Tiles.COLS + (WIDE ? Q8Tiles.BLOCKS : 0);

  /** Of a word's floats, each with one quant less on top: {@link Q8WordDots}. */
  static final int PART = Q8Tiles.BLOCKS;

  /** Floats for a word of each block. */
  static final int WORD_FACTORS = Q8Tiles.WORD * PART;

  private static final float OFFSET = 128;
  static final VectorSpecies<Byte> WORDS = VectorSpecies.of(byte.class, FLOAT.vectorShape());

  // Out of arrays: a constant the compiler would load anew for each use.
  static final int[] OFFSETS = Q8WordDots.vector(0x808080);
  static final int[] LOWER_THREE = Q8WordDots.vector(0xffffff);
  static final int[] LOWER_TWO = Q8WordDots.vector(0xffff);
  static final int[] LOWEST = Q8WordDots.vector(0xff);

  /** Tells the compiler that a number is not negative, so that checks fold away. */
  static final int POSITIVE = Integer.MAX_VALUE;

  @Override
  public int rows() {
    return ROWS;
  }

  @Override
  public final int unit() {
    return WeightFormat.Q8_BLOCK;
  }

  @Override
  public final boolean arranges() {
    return true;
  }

  @Override
  public final int arranged(int cols) {
    return Math.ceilDiv(cols, Q8Tiles.COLS) * ARRANGED;
  }

  @Override
  public final void arrange(float[] x, int from, int cols, float[] out) {
    for (int col = 0, to = 0; col < cols; col += Q8Tiles.COLS, to += ARRANGED) {
      float[] tile = TileOrder.arrange(x, from + col, Q8Tiles.blocks(cols, col));
      arrange(tile, out, to);
      if (WIDE) {
        bias(tile, out, to + Q8Tiles.COLS);
      }
    }
  }

  /** Factors of a word's floats, and the bias, of the columns of a tile. */
  private static void arrange(float[] x, float[] out, int to) {
    float lower = WIDE ? 1f : 0x1p-8f; // see Q8WordDots
    FloatVector byte1 = FloatVector.broadcast(FLOAT, 0x1p-8f);
    FloatVector byte2 = FloatVector.broadcast(FLOAT, 0x1p-16f);
    FloatVector byte3 = FloatVector.broadcast(FLOAT, 0x1p-24f);
    FloatVector factor1 = FloatVector.broadcast(FLOAT, lower);
    FloatVector factor2 = FloatVector.broadcast(FLOAT, lower * lower);
    FloatVector factor3 = FloatVector.broadcast(FLOAT, lower * lower * lower);
    for (int i = 0; i < Q8Tiles.COLS; i += WORD_FACTORS) {
      for (int j = i; j < i + PART; j += LENGTH) {
        FloatVector x0 = FloatVector.fromArray(FLOAT, x, j);
        FloatVector x1 = FloatVector.fromArray(FLOAT, x, j + PART).mul(byte1);
        FloatVector x2 = FloatVector.fromArray(FLOAT, x, j + 2 * PART).mul(byte2);
        FloatVector x3 = FloatVector.fromArray(FLOAT, x, j + 3 * PART).mul(byte3);
        x3.intoArray(out, to + j);
        x2.sub(x3).mul(factor1).intoArray(out, to + j + PART);
        x1.sub(x2).mul(factor2).intoArray(out, to + j + 2 * PART);
        x0.sub(x1).mul(factor3).intoArray(out, to + j + 3 * PART);
      }
    }
  }

  /** What takes the offsets of a block's quants off its products. */
  private static void bias(float[] x, float[] out, int to) {
    FloatVector offset = FloatVector.broadcast(FLOAT, -OFFSET);
    FloatVector sum = FloatVector.zero(FLOAT);
    for (int i = 0; i < Q8Tiles.COLS; i += WORD_FACTORS) {
      sum = FloatVector.fromArray(FLOAT, x, i).fma(offset, sum);
      sum = FloatVector.fromArray(FLOAT, x, i + PART).fma(offset, sum);
      sum = FloatVector.fromArray(FLOAT, x, i + 2 * PART).fma(offset, sum);
    }
    sum.intoArray(out, to);
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
    ByteVector offsets = IntVector.fromArray(INT, OFFSETS, 0).reinterpretAsBytes();
    IntVector signs = IntVector.fromArray(INT, OFFSETS, 0);
    IntVector lowerThree = IntVector.fromArray(INT, LOWER_THREE, 0);
    IntVector lowerTwo = IntVector.fromArray(INT, LOWER_TWO, 0);
    IntVector lowest = IntVector.fromArray(INT, LOWEST, 0);
    FloatVector sum0 = FloatVector.zero(FLOAT);
    FloatVector sum1 = sum0;
    FloatVector sum2 = sum0;
    int factors = at;
    for (int col = fromCol; col < toCol; col += Q8Tiles.COLS) {
      int blocks = Q8Tiles.blocks(toCol, col);
      int wordBytes = blocks * Q8Tiles.WORD;
      int tile = Q8Tiles.tile(col);
      int scale = Q8Tiles.scale(col / WeightFormat.Q8_BLOCK);
      for (int lane = 0; lane < blocks; lane += LENGTH) {
        FloatVector p0 =
            WIDE
                ? FloatVector.fromArray(FLOAT, x, factors + Q8Tiles.COLS)
                : FloatVector.zero(FLOAT);
        FloatVector p1 = p0;
        FloatVector p2 = p0;
        int from = factors + lane;
        int end = tile + lane * Q8Tiles.WORD + Q8Tiles.BLOCK_WORDS * wordBytes;
        // Written out: the compiler inlines no helper of ours into a loop of so many operations.
        for (int i = tile + lane * Q8Tiles.WORD; i != end; i += wordBytes) { // see RowDots
          int word = i & POSITIVE;
          IntVector i0;
          IntVector i1;
          IntVector i2;
          if (WIDE) {
            i0 =
                ByteVector.fromMemorySegment(WORDS, MEMORY, w0 + word, ORDER)
                    .add(offsets)
                    .reinterpretAsInts();
            i1 =
                ByteVector.fromMemorySegment(WORDS, MEMORY, w1 + word, ORDER)
                    .add(offsets)
                    .reinterpretAsInts();
            i2 =
                ByteVector.fromMemorySegment(WORDS, MEMORY, w2 + word, ORDER)
                    .add(offsets)
                    .reinterpretAsInts();
          } else {
            i0 = IntVector.fromMemorySegment(INT, MEMORY, w0 + word, ORDER);
            i1 = IntVector.fromMemorySegment(INT, MEMORY, w1 + word, ORDER);
            i2 = IntVector.fromMemorySegment(INT, MEMORY, w2 + word, ORDER);
            i0 = i0.lanewise(XOR, signs).sub(signs);
            i1 = i1.lanewise(XOR, signs).sub(signs);
            i2 = i2.lanewise(XOR, signs).sub(signs);
          }
          FloatVector v = FloatVector.fromArray(FLOAT, x, from);
          p0 = ((FloatVector) i0.convertShape(I2F, FLOAT, 0)).fma(v, p0);
          p1 = ((FloatVector) i1.convertShape(I2F, FLOAT, 0)).fma(v, p1);
          p2 = ((FloatVector) i2.convertShape(I2F, FLOAT, 0)).fma(v, p2);
          IntVector j0 = WIDE ? i0.and(lowerThree) : i0.lanewise(LSHL, 8);
          IntVector j1 = WIDE ? i1.and(lowerThree) : i1.lanewise(LSHL, 8);
          IntVector j2 = WIDE ? i2.and(lowerThree) : i2.lanewise(LSHL, 8);
          v = FloatVector.fromArray(FLOAT, x, from + PART);
          p0 = ((FloatVector) j0.convertShape(I2F, FLOAT, 0)).fma(v, p0);
          p1 = ((FloatVector) j1.convertShape(I2F, FLOAT, 0)).fma(v, p1);
          p2 = ((FloatVector) j2.convertShape(I2F, FLOAT, 0)).fma(v, p2);
          j0 = WIDE ? i0.and(lowerTwo) : i0.lanewise(LSHL, 16);
          j1 = WIDE ? i1.and(lowerTwo) : i1.lanewise(LSHL, 16);
          j2 = WIDE ? i2.and(lowerTwo) : i2.lanewise(LSHL, 16);
          v = FloatVector.fromArray(FLOAT, x, from + 2 * PART);
          p0 = ((FloatVector) j0.convertShape(I2F, FLOAT, 0)).fma(v, p0);
          p1 = ((FloatVector) j1.convertShape(I2F, FLOAT, 0)).fma(v, p1);
          p2 = ((FloatVector) j2.convertShape(I2F, FLOAT, 0)).fma(v, p2);
          j0 = WIDE ? i0.and(lowest) : i0.lanewise(LSHL, 24);
          j1 = WIDE ? i1.and(lowest) : i1.lanewise(LSHL, 24);
          j2 = WIDE ? i2.and(lowest) : i2.lanewise(LSHL, 24);
          v = FloatVector.fromArray(FLOAT, x, from + 3 * PART);
          p0 = ((FloatVector) j0.convertShape(I2F, FLOAT, 0)).fma(v, p0);
          p1 = ((FloatVector) j1.convertShape(I2F, FLOAT, 0)).fma(v, p1);
          p2 = ((FloatVector) j2.convertShape(I2F, FLOAT, 0)).fma(v, p2);
          from += WORD_FACTORS;
        }
        int s = (scale + lane * WeightFormat.SCALE_BYTES) & POSITIVE;
        IntVector f0 =
            (IntVector)
                ShortVector.fromMemorySegment(SHORT, MEMORY, w0 + s, ORDER)
                    .convertShape(S2I, INT, 0);
        IntVector f1 =
            (IntVector)
                ShortVector.fromMemorySegment(SHORT, MEMORY, w1 + s, ORDER)
                    .convertShape(S2I, INT, 0);
        IntVector f2 =
            (IntVector)
                ShortVector.fromMemorySegment(SHORT, MEMORY, w2 + s, ORDER)
                    .convertShape(S2I, INT, 0);
        sum0 = p0.fma(f0.lanewise(LSHL, 16).reinterpretAsFloats(), sum0);
        sum1 = p1.fma(f1.lanewise(LSHL, 16).reinterpretAsFloats(), sum1);
        sum2 = p2.fma(f2.lanewise(LSHL, 16).reinterpretAsFloats(), sum2);
      }
      factors += ARRANGED;
    }
    sum0.intoArray(lanes, out);
    sum1.intoArray(lanes, out + LENGTH);
    sum2.intoArray(lanes, out + 2 * LENGTH);
  }
}
