package io.mobile4j.kernels.rope;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;

import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.lanes.Lanes;
import jdk.incubator.vector.FloatVector;

/** Halves by vectors. Neighbours, few and rare, as the reference does them. */
public final class VectorRope implements Rope {
  @Override
  public void rotate(Rows x, int heads, RopeTable table, int position) {
    int whole = table.pairing() == Pairing.HALVES ? Lanes.whole(table.pairs()) : 0;
    for (int h = 0; h < heads; h++) {
      rotateHalves(x.data(), x.at(h), table, table.at(position), whole);
      for (int i = whole; i < table.pairs(); i++) {
        ScalarRope.rotatePair(x.data(), x.at(h), table, position, i);
      }
    }
  }

  private static void rotateHalves(
      float[] x, int first, RopeTable table, int firstAngle, int pairs) {
    int second = first + table.pairs();
    for (int i = 0; i < pairs; i += LENGTH) {
      FloatVector a = FloatVector.fromArray(FLOAT, x, first + i);
      FloatVector b = FloatVector.fromArray(FLOAT, x, second + i);
      FloatVector cos = FloatVector.fromArray(FLOAT, table.cos(), firstAngle + i);
      FloatVector sin = FloatVector.fromArray(FLOAT, table.sin(), firstAngle + i);
      a.mul(cos).sub(b.mul(sin)).intoArray(x, first + i);
      b.mul(cos).add(a.mul(sin)).intoArray(x, second + i);
    }
  }
}
