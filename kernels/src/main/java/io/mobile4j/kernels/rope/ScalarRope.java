package io.mobile4j.kernels.rope;

import io.mobile4j.kernels.Rows;

/** The reference: one pair after the other. */
public final class ScalarRope implements Rope {
  @Override
  public void rotate(Rows x, int heads, RopeTable table, int position) {
    for (int h = 0; h < heads; h++) {
      for (int i = 0; i < table.pairs(); i++) {
        rotatePair(x.data(), x.at(h), table, position, i);
      }
    }
  }

  static void rotatePair(float[] x, int head, RopeTable table, int position, int i) {
    boolean halves = table.pairing() == Pairing.HALVES;
    int first = head + (halves ? i : 2 * i);
    int second = halves ? first + table.pairs() : first + 1;
    float cos = table.cos()[table.at(position) + i];
    float sin = table.sin()[table.at(position) + i];
    float a = x[first];
    float b = x[second];
    x[first] = a * cos - b * sin;
    x[second] = b * cos + a * sin;
  }
}
