package io.mobile4j.kernels.head;

/** The reference: one pass for the maximum, one for the sum, in double precision. */
public final class ScalarHead implements Head {
  @Override
  public int argmax(float[] logits, int offset, int size) {
    int best = 0;
    for (int i = 1; i < size; i++) {
      if (logits[offset + i] > logits[offset + best]) {
        best = i;
      }
    }
    return best;
  }

  @Override
  public boolean finite(float[] logits, int offset, int size) {
    for (int i = offset; i < offset + size; i++) {
      if (!Float.isFinite(logits[i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public float confidence(float[] logits, int offset, int size) {
    double max = logits[offset + argmax(logits, offset, size)];
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += Math.exp(logits[offset + i] - max);
    }
    return (float) (1 / sum);
  }
}
