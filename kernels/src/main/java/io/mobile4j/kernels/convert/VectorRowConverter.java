package io.mobile4j.kernels.convert;

import static io.mobile4j.kernels.lanes.Lanes.BYTE;
import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.INT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;
import static io.mobile4j.kernels.lanes.Lanes.MEMORY;
import static io.mobile4j.kernels.lanes.Lanes.ORDER;
import static io.mobile4j.kernels.lanes.Lanes.SHORT;
import static io.mobile4j.loader.weights.WeightFormat.Q8_BLOCK;
import static io.mobile4j.loader.weights.WeightFormat.SCALE;
import static io.mobile4j.loader.weights.WeightFormat.SCALE_BYTES;
import static jdk.incubator.vector.VectorOperators.B2F;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;

import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Bf16;
import io.mobile4j.loader.weights.Matrix;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;

/** Rows by vectors; what fills no vector goes to the reference. */
public final class VectorRowConverter implements RowConverter {
  private static final IntVector F16_SIGN = IntVector.broadcast(INT, 0x8000);
  private static final IntVector F16_MAGNITUDE = IntVector.broadcast(INT, ~0x8000);
  private static final IntVector F16_EXPONENT = IntVector.broadcast(INT, 0x7c00);
  private static final IntVector F32_EXPONENT = IntVector.broadcast(INT, 0x7f800000);
  private static final int EXPONENT_SHIFT = 13;

  /** What a half's exponent is short of when its bits are read as a float's. */
  private static final FloatVector REBIAS = FloatVector.broadcast(FLOAT, 0x1p112f);

  /** Quants of a vector of bytes. */
  private static final int BYTES = BYTE.length();

  /** Whether these are two vectors of floats: there are no vectors of four bytes. */
  private static final boolean TWO_PARTS = BYTES > LENGTH;

  private final RowConverter scalar = new ScalarRowConverter();

  @Override
  public void read(Matrix w, int row, int from, int to, float[] out, int outOffset) {
    int done =
        switch (w.format()) {
          case F32 -> f32(w, row, from, to, out, outOffset);
          case BF16 -> bf16(w, row, from, to, out, outOffset);
          case F16 -> f16(w, row, from, to, out, outOffset);
          case Q8_0 -> from % Q8_BLOCK == 0 ? q8(w, row, from, to, out, outOffset) : 0;
          case Q8_0_TILES -> 0; // products take them in another order: TileRows
        };
    scalar.read(w, row, from + done, to, out, outOffset + done);
  }

  private static int f32(Matrix w, int row, int from, int to, float[] out, int outOffset) {
    long at = Lanes.address(w.data(), 4L * ((long) row * w.cols() + from));
    int whole = Lanes.whole(to - from);
    for (int i = 0; i < whole; i += LENGTH) {
      FloatVector.fromMemorySegment(FLOAT, MEMORY, at + 4L * i, ORDER)
          .intoArray(out, outOffset + i);
    }
    return whole;
  }

  private static int bf16(Matrix w, int row, int from, int to, float[] out, int outOffset) {
    long at = Lanes.address(w.data(), 2L * ((long) row * w.cols() + from));
    int whole = Lanes.whole(to - from);
    for (int i = 0; i < whole; i += LENGTH) {
      var bits = ShortVector.fromMemorySegment(SHORT, MEMORY, at + 2L * i, ORDER);
      var wide = (IntVector) bits.convertShape(ZERO_EXTEND_S2I, INT, 0);
      wide.lanewise(LSHL, 16).reinterpretAsFloats().intoArray(out, outOffset + i);
    }
    return whole;
  }

  private static int f16(Matrix w, int row, int from, int to, float[] out, int outOffset) {
    long at = Lanes.address(w.data(), 2L * ((long) row * w.cols() + from));
    int whole = Lanes.whole(to - from);
    for (int i = 0; i < whole; i += LENGTH) {
      var half = ShortVector.fromMemorySegment(SHORT, MEMORY, at + 2L * i, ORDER);
      var bits = (IntVector) half.convertShape(ZERO_EXTEND_S2I, INT, 0);
      IntVector magnitude = bits.and(F16_MAGNITUDE).lanewise(LSHL, EXPONENT_SHIFT);
      // Subnormals come out right too, as the multiplication is exact; infinity and NaN do not.
      IntVector finite = magnitude.reinterpretAsFloats().mul(REBIAS).reinterpretAsInts();
      VectorMask<Integer> special = bits.and(F16_EXPONENT).compare(EQ, F16_EXPONENT);
      IntVector value = finite.blend(magnitude.or(F32_EXPONENT), special);
      IntVector sign = bits.and(F16_SIGN).lanewise(LSHL, 16);
      value.or(sign).reinterpretAsFloats().intoArray(out, outOffset + i);
    }
    return whole;
  }

  private static int q8(Matrix w, int row, int from, int to, float[] out, int outOffset) {
    long at = Lanes.address(w.data(), (long) row * w.cols() + from);
    long rowScales = row * w.format().scaleBytesPerRow(w.cols());
    long scales = Lanes.address(w.scales(), rowScales + (long) SCALE_BYTES * (from / Q8_BLOCK));
    int whole = (to - from) / Q8_BLOCK * Q8_BLOCK;
    // Written out, for few loads of a scale: of two loops the compiler unrolls but one.
    for (int i = 0; i < whole; i += 2 * BYTES) {
      int place = outOffset + i;
      float scale = Bf16.toFloat(MEMORY.get(SCALE, scales + i / Q8_BLOCK * SCALE_BYTES));
      FloatVector factor = FloatVector.broadcast(FLOAT, scale);
      var quants = ByteVector.fromMemorySegment(BYTE, MEMORY, at + i, ORDER);
      ((FloatVector) quants.convertShape(B2F, FLOAT, 0)).mul(factor).intoArray(out, place);
      if (TWO_PARTS) {
        ((FloatVector) quants.convertShape(B2F, FLOAT, 1))
            .mul(factor)
            .intoArray(out, place + LENGTH);
      }
      quants = ByteVector.fromMemorySegment(BYTE, MEMORY, at + i + BYTES, ORDER);
      place += BYTES;
      ((FloatVector) quants.convertShape(B2F, FLOAT, 0)).mul(factor).intoArray(out, place);
      if (TWO_PARTS) {
        ((FloatVector) quants.convertShape(B2F, FLOAT, 1))
            .mul(factor)
            .intoArray(out, place + LENGTH);
      }
    }
    return whole;
  }
}
