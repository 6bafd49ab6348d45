package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.BYTE;
import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;
import static io.mobile4j.kernels.lanes.Lanes.MEMORY;
import static io.mobile4j.kernels.lanes.Lanes.ORDER;
import static io.mobile4j.loader.weights.WeightFormat.Q8_BLOCK;
import static jdk.incubator.vector.VectorOperators.B2F;

import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Matrix;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;

/**
 * Q8_0 by bytes, for vectors of more than a block's words: the products of a block are summed, then
 * scaled.
 */
final class Q8ByteDots implements RowDots {
  private static final int ROWS = 4;
  private static final ValueLayout.OfFloat SCALE = ValueLayout.JAVA_FLOAT.withOrder(ORDER);

  @Override
  public int rows() {
    return ROWS;
  }

  @Override
  public int unit() {
    return Q8_BLOCK;
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
    long stride = (long) step * w.cols();
    long w0 = Lanes.address(w.data(), (long) row * w.cols() + fromCol);
    long w1 = Lanes.plus(w0, Math.min(1, last) * stride);
    long w2 = Lanes.plus(w0, Math.min(2, last) * stride);
    long w3 = Lanes.plus(w0, Math.min(3, last) * stride);
    long rowScales = 4L * w.format().scalesPerRow(w.cols());
    long scaleStride = step * rowScales;
    long s0 = Lanes.address(w.scales(), row * rowScales + 4L * (fromCol / Q8_BLOCK));
    long s1 = Lanes.plus(s0, Math.min(1, last) * scaleStride);
    long s2 = Lanes.plus(s0, Math.min(2, last) * scaleStride);
    long s3 = Lanes.plus(s0, Math.min(3, last) * scaleStride);
    FloatVector sum0 = FloatVector.zero(FLOAT);
    FloatVector sum1 = sum0;
    FloatVector sum2 = sum0;
    FloatVector sum3 = sum0;
    int blocks = (toCol - fromCol) / Q8_BLOCK;
    // Written out: a helper that returns a vector would allocate it where inlining stops.
    for (int b = 0; b < blocks; b++) {
      FloatVector p0 = FloatVector.zero(FLOAT);
      FloatVector p1 = p0;
      FloatVector p2 = p0;
      FloatVector p3 = p0;
      for (int i = 0; i < Q8_BLOCK; i += LENGTH) {
        FloatVector v = FloatVector.fromArray(FLOAT, x, at + Q8_BLOCK * b + i);
        long col = (long) Q8_BLOCK * b + i;
        var b0 = ByteVector.fromMemorySegment(BYTE, MEMORY, w0 + col, ORDER);
        var b1 = ByteVector.fromMemorySegment(BYTE, MEMORY, w1 + col, ORDER);
        var b2 = ByteVector.fromMemorySegment(BYTE, MEMORY, w2 + col, ORDER);
        var b3 = ByteVector.fromMemorySegment(BYTE, MEMORY, w3 + col, ORDER);
        p0 = ((FloatVector) b0.convertShape(B2F, FLOAT, 0)).fma(v, p0);
        p1 = ((FloatVector) b1.convertShape(B2F, FLOAT, 0)).fma(v, p1);
        p2 = ((FloatVector) b2.convertShape(B2F, FLOAT, 0)).fma(v, p2);
        p3 = ((FloatVector) b3.convertShape(B2F, FLOAT, 0)).fma(v, p3);
      }
      sum0 = p0.fma(FloatVector.broadcast(FLOAT, MEMORY.get(SCALE, s0 + 4L * b)), sum0);
      sum1 = p1.fma(FloatVector.broadcast(FLOAT, MEMORY.get(SCALE, s1 + 4L * b)), sum1);
      sum2 = p2.fma(FloatVector.broadcast(FLOAT, MEMORY.get(SCALE, s2 + 4L * b)), sum2);
      sum3 = p3.fma(FloatVector.broadcast(FLOAT, MEMORY.get(SCALE, s3 + 4L * b)), sum3);
    }
    sum0.intoArray(lanes, out);
    sum1.intoArray(lanes, out + LENGTH);
    sum2.intoArray(lanes, out + 2 * LENGTH);
    sum3.intoArray(lanes, out + 3 * LENGTH);
  }
}
