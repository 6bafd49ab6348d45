package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.INT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;
import static io.mobile4j.kernels.lanes.Lanes.MEMORY;
import static io.mobile4j.kernels.lanes.Lanes.ORDER;
import static io.mobile4j.kernels.lanes.Lanes.SHORT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;

import io.mobile4j.kernels.lanes.LaneSum;
import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Matrix;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

/** BF16: a value is the upper half of a float, so that widening is a shift. */
final class Bf16Dot4 implements Dot4 {
  @Override
  public int unit() {
    return LENGTH;
  }

  @Override
  public void add(
      Matrix w,
      int row,
      int step,
      int fromCol,
      int toCol,
      float[] x,
      int xOffset,
      float[] y,
      int yOffset) {
    int first = xOffset + fromCol;
    long rowBytes = 2L * w.cols();
    long w0 = Lanes.address(w.data(), row * rowBytes + 2L * fromCol);
    long w1 = Lanes.plus(w0, step * rowBytes);
    long w2 = Lanes.plus(w1, step * rowBytes);
    long w3 = Lanes.plus(w2, step * rowBytes);
    FloatVector sum0 = FloatVector.zero(FLOAT);
    FloatVector sum1 = sum0;
    FloatVector sum2 = sum0;
    FloatVector sum3 = sum0;
    // Written out: a helper that returns a vector would allocate it where inlining stops.
    for (int i = 0; i < toCol - fromCol; i += LENGTH) {
      FloatVector v = FloatVector.fromArray(FLOAT, x, first + i);
      var s0 = ShortVector.fromMemorySegment(SHORT, MEMORY, w0 + 2L * i, ORDER);
      var s1 = ShortVector.fromMemorySegment(SHORT, MEMORY, w1 + 2L * i, ORDER);
      var s2 = ShortVector.fromMemorySegment(SHORT, MEMORY, w2 + 2L * i, ORDER);
      var s3 = ShortVector.fromMemorySegment(SHORT, MEMORY, w3 + 2L * i, ORDER);
      var i0 = (IntVector) s0.convertShape(ZERO_EXTEND_S2I, INT, 0);
      var i1 = (IntVector) s1.convertShape(ZERO_EXTEND_S2I, INT, 0);
      var i2 = (IntVector) s2.convertShape(ZERO_EXTEND_S2I, INT, 0);
      var i3 = (IntVector) s3.convertShape(ZERO_EXTEND_S2I, INT, 0);
      sum0 = i0.lanewise(LSHL, 16).reinterpretAsFloats().fma(v, sum0);
      sum1 = i1.lanewise(LSHL, 16).reinterpretAsFloats().fma(v, sum1);
      sum2 = i2.lanewise(LSHL, 16).reinterpretAsFloats().fma(v, sum2);
      sum3 = i3.lanewise(LSHL, 16).reinterpretAsFloats().fma(v, sum3);
    }
    Dot4.store(y, yOffset + row, step, LaneSum.sums(sum0, sum1, sum2, sum3));
  }
}
