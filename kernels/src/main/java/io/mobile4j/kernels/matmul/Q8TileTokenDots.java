package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.INT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;
import static io.mobile4j.kernels.lanes.Lanes.MEMORY;
import static io.mobile4j.kernels.lanes.Lanes.ORDER;
import static io.mobile4j.kernels.lanes.Lanes.SHORT;
import static io.mobile4j.kernels.lanes.Lanes.WIDE;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.S2I;

import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.Q8Tiles;
import io.mobile4j.loader.weights.WeightFormat;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

/** {@link WeightFormat#Q8_0_TILES}, a quant of each word at a time; a lane is a block. */
final class Q8TileTokenDots implements TokenDots {
  /** Tells the compiler that a number is not negative, so that checks fold away. */
  private static final int POSITIVE = Integer.MAX_VALUE;

  @Override
  public int unit() {
    return WeightFormat.Q8_BLOCK;
  }

  @Override
  public boolean arranges() {
    return true;
  }

  @Override
  public int arranged(int cols) {
    return Math.ceilDiv(cols, Q8Tiles.COLS) * Q8Tiles.COLS;
  }

  @Override
  public void arrange(float[] x, int from, int cols, float[] out, int at) {
    for (int col = 0; col < cols; col += Q8Tiles.COLS) {
      float[] tile = TileOrder.arrange(x, from + col, Q8Tiles.blocks(cols, col));
      for (int i = 0; i < Q8Tiles.COLS; i += LENGTH) {
        FloatVector.fromArray(FLOAT, tile, i).intoArray(out, at + col + i);
      }
    }
  }

  @Override
  public void dot(
      Matrix w,
      int row,
      int step,
      int last,
      int fromCol,
      int toCol,
      Rows x,
      int token,
      int lastToken,
      float[] lanes,
      int out) {
    long rowBytes = w.format().rowBytes(w.cols());
    long stride = step * rowBytes;
    long w0 = Lanes.address(w.data(), row * rowBytes);
    long w1 = Lanes.plus(w0, Math.min(1, last) * stride);
    long w2 = Lanes.plus(w0, Math.min(2, last) * stride);
    long w3 = Lanes.plus(w0, Math.min(3, last) * stride);
    float[] xs = x.data();
    int x0 = x.at(token);
    int x1 = x.at(Math.min(token + 1, lastToken));
    int x2 = x.at(Math.min(token + 2, lastToken));
    int x3 = x.at(Math.min(token + 3, lastToken));
    FloatVector s00 = FloatVector.zero(FLOAT);
    FloatVector s01 = s00;
    FloatVector s02 = s00;
    FloatVector s03 = s00;
    FloatVector s10 = s00;
    FloatVector s11 = s00;
    FloatVector s12 = s00;
    FloatVector s13 = s00;
    FloatVector s20 = s00;
    FloatVector s21 = s00;
    FloatVector s22 = s00;
    FloatVector s23 = s00;
    FloatVector s30 = s00;
    FloatVector s31 = s00;
    FloatVector s32 = s00;
    FloatVector s33 = s00;
    for (int col = fromCol; col < toCol; col += Q8Tiles.COLS) {
      int blocks = Q8Tiles.blocks(toCol, col);
      int wordBytes = blocks * Q8Tiles.WORD;
      int tile = Q8Tiles.tile(col);
      int scale = Q8Tiles.scale(col / WeightFormat.Q8_BLOCK);
      for (int lane = 0; lane < blocks; lane += LENGTH) {
        int s = (scale + lane * WeightFormat.SCALE_BYTES) & POSITIVE;
        FloatVector g0 =
            ((IntVector)
                    ShortVector.fromMemorySegment(SHORT, MEMORY, w0 + s, ORDER)
                        .convertShape(S2I, INT, 0))
                .lanewise(LSHL, 16)
                .reinterpretAsFloats();
        FloatVector g1 =
            ((IntVector)
                    ShortVector.fromMemorySegment(SHORT, MEMORY, w1 + s, ORDER)
                        .convertShape(S2I, INT, 0))
                .lanewise(LSHL, 16)
                .reinterpretAsFloats();
        FloatVector g2 =
            ((IntVector)
                    ShortVector.fromMemorySegment(SHORT, MEMORY, w2 + s, ORDER)
                        .convertShape(S2I, INT, 0))
                .lanewise(LSHL, 16)
                .reinterpretAsFloats();
        FloatVector g3 =
            WIDE
                ? ((IntVector)
                        ShortVector.fromMemorySegment(SHORT, MEMORY, w3 + s, ORDER)
                            .convertShape(S2I, INT, 0))
                    .lanewise(LSHL, 16)
                    .reinterpretAsFloats()
                : g2;
        int first = tile + lane * Q8Tiles.WORD;
        // Written out: the compiler inlines no helper of ours into a loop of so many operations.
        for (int i = 0; i < Q8Tiles.BLOCK_WORDS * Q8Tiles.WORD; i++) {
          int word = (first + i / Q8Tiles.WORD * wordBytes) & POSITIVE;
          int up = Integer.SIZE - Byte.SIZE - i % Q8Tiles.WORD * Byte.SIZE;
          int at = col - fromCol + i * Q8Tiles.BLOCKS + lane;
          IntVector q0 = IntVector.fromMemorySegment(INT, MEMORY, w0 + word, ORDER);
          IntVector q1 = IntVector.fromMemorySegment(INT, MEMORY, w1 + word, ORDER);
          IntVector q2 = IntVector.fromMemorySegment(INT, MEMORY, w2 + word, ORDER);
          IntVector q3 = WIDE ? IntVector.fromMemorySegment(INT, MEMORY, w3 + word, ORDER) : q2;
          q0 = q0.lanewise(LSHL, up).lanewise(ASHR, 24);
          q1 = q1.lanewise(LSHL, up).lanewise(ASHR, 24);
          q2 = q2.lanewise(LSHL, up).lanewise(ASHR, 24);
          q3 = WIDE ? q3.lanewise(LSHL, up).lanewise(ASHR, 24) : q2;
          FloatVector f0 = ((FloatVector) q0.convertShape(I2F, FLOAT, 0)).mul(g0);
          FloatVector f1 = ((FloatVector) q1.convertShape(I2F, FLOAT, 0)).mul(g1);
          FloatVector f2 = ((FloatVector) q2.convertShape(I2F, FLOAT, 0)).mul(g2);
          FloatVector f3 = ((FloatVector) q3.convertShape(I2F, FLOAT, 0)).mul(g3);
          FloatVector v = FloatVector.fromArray(FLOAT, xs, x0 + at);
          s00 = f0.fma(v, s00);
          s01 = f1.fma(v, s01);
          s02 = f2.fma(v, s02);
          if (WIDE) {
            s03 = f3.fma(v, s03);
          }
          v = FloatVector.fromArray(FLOAT, xs, x1 + at);
          s10 = f0.fma(v, s10);
          s11 = f1.fma(v, s11);
          s12 = f2.fma(v, s12);
          if (WIDE) {
            s13 = f3.fma(v, s13);
            v = FloatVector.fromArray(FLOAT, xs, x2 + at);
            s20 = f0.fma(v, s20);
            s21 = f1.fma(v, s21);
            s22 = f2.fma(v, s22);
            s23 = f3.fma(v, s23);
            v = FloatVector.fromArray(FLOAT, xs, x3 + at);
            s30 = f0.fma(v, s30);
            s31 = f1.fma(v, s31);
            s32 = f2.fma(v, s32);
            s33 = f3.fma(v, s33);
          }
        }
      }
    }
    s00.intoArray(lanes, out);
    s01.intoArray(lanes, out + LENGTH);
    s02.intoArray(lanes, out + 2 * LENGTH);
    if (WIDE) {
      s03.intoArray(lanes, out + 3 * LENGTH);
    }
    out += ROWS * LENGTH;
    s10.intoArray(lanes, out);
    s11.intoArray(lanes, out + LENGTH);
    s12.intoArray(lanes, out + 2 * LENGTH);
    if (WIDE) {
      s13.intoArray(lanes, out + 3 * LENGTH);
      out += ROWS * LENGTH;
      s20.intoArray(lanes, out);
      s21.intoArray(lanes, out + LENGTH);
      s22.intoArray(lanes, out + 2 * LENGTH);
      s23.intoArray(lanes, out + 3 * LENGTH);
      out += ROWS * LENGTH;
      s30.intoArray(lanes, out);
      s31.intoArray(lanes, out + LENGTH);
      s32.intoArray(lanes, out + 2 * LENGTH);
      s33.intoArray(lanes, out + 3 * LENGTH);
    }
  }
}
