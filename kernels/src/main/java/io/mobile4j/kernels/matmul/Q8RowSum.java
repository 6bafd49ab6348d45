package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.BYTE;
import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;
import static io.mobile4j.kernels.lanes.Lanes.MEMORY;
import static io.mobile4j.kernels.lanes.Lanes.ORDER;
import static io.mobile4j.loader.weights.WeightFormat.Q8_BLOCK;
import static io.mobile4j.loader.weights.WeightFormat.SCALE;
import static io.mobile4j.loader.weights.WeightFormat.SCALE_BYTES;
import static jdk.incubator.vector.VectorOperators.B2F;

import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Bf16;
import io.mobile4j.loader.weights.Matrix;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;

/** Sums of Q8_0 rows. */
final class Q8RowSum implements ColumnSums {
  /** Whether the columns are one block or two; a shorter vector would read bytes beyond its own. */
  static final boolean USABLE = COLS >= Q8_BLOCK;

  /** From the scale of the first two vectors to that of the others. */
  private static final int NEXT = COLS / 2 / Q8_BLOCK * SCALE_BYTES;

  @Override
  public void add(
      Matrix w, int fromRow, int rows, int fromCol, float[] a, int first, float[] out, int at) {
    long stride = w.cols();
    long w0 = Lanes.address(w.data(), fromRow * stride + fromCol);
    long scaleStride = w.format().scaleBytesPerRow(w.cols());
    long s0 =
        Lanes.address(
            w.scales(), fromRow * scaleStride + (long) SCALE_BYTES * (fromCol / Q8_BLOCK));
    FloatVector sum0 = FloatVector.fromArray(FLOAT, out, at);
    FloatVector sum1 = FloatVector.fromArray(FLOAT, out, at + LENGTH);
    FloatVector sum2 = FloatVector.fromArray(FLOAT, out, at + 2 * LENGTH);
    FloatVector sum3 = FloatVector.fromArray(FLOAT, out, at + 3 * LENGTH);
    for (int r = 0; r < rows; r++) {
      long row = Lanes.plus(w0, r * stride);
      long scales = Lanes.plus(s0, r * scaleStride);
      float scale = a[first + r] * Bf16.toFloat(MEMORY.get(SCALE, scales));
      float next = a[first + r] * Bf16.toFloat(MEMORY.get(SCALE, scales + NEXT));
      FloatVector factor = FloatVector.broadcast(FLOAT, scale);
      FloatVector nextFactor = FloatVector.broadcast(FLOAT, next);
      ByteVector q0 = ByteVector.fromMemorySegment(BYTE, MEMORY, row, ORDER);
      ByteVector q1 = ByteVector.fromMemorySegment(BYTE, MEMORY, row + LENGTH, ORDER);
      ByteVector q2 = ByteVector.fromMemorySegment(BYTE, MEMORY, row + 2 * LENGTH, ORDER);
      ByteVector q3 = ByteVector.fromMemorySegment(BYTE, MEMORY, row + 3 * LENGTH, ORDER);
      sum0 = ((FloatVector) q0.convertShape(B2F, FLOAT, 0)).fma(factor, sum0);
      sum1 = ((FloatVector) q1.convertShape(B2F, FLOAT, 0)).fma(factor, sum1);
      sum2 = ((FloatVector) q2.convertShape(B2F, FLOAT, 0)).fma(nextFactor, sum2);
      sum3 = ((FloatVector) q3.convertShape(B2F, FLOAT, 0)).fma(nextFactor, sum3);
    }
    sum0.intoArray(out, at);
    sum1.intoArray(out, at + LENGTH);
    sum2.intoArray(out, at + 2 * LENGTH);
    sum3.intoArray(out, at + 3 * LENGTH);
  }
}
