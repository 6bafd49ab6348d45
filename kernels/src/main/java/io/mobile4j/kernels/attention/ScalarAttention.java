package io.mobile4j.kernels.attention;

import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.convert.ScalarRowConverter;
import io.mobile4j.kernels.softmax.ScalarSoftmax;
import io.mobile4j.loader.weights.Matrix;

/** The reference: scores, softmax, weighted sum, one query after the other. */
public final class ScalarAttention implements Attention {
  private final ScalarSoftmax softmax = new ScalarSoftmax();

  @Override
  public int scratchSize(int capacity) {
    return capacity;
  }

  @Override
  public void attend(
      KvCache cache, Queries queries, Rows out, int fromHead, int toHead, float[] scratch) {
    for (int t = 0; t < queries.tokens(); t++) {
      for (int h = fromHead; h < toHead; h++) {
        attend(cache, queries, t, h, out.data(), out.at(t) + h * cache.valueSize(), scratch);
      }
    }
  }

  private void attend(
      KvCache cache, Queries queries, int t, int h, float[] out, int outOffset, float[] scores) {
    int kvHead = h / (queries.heads() / cache.heads());
    int from = queries.from(t);
    int to = queries.to(t);
    int query = queries.q().at(t) + h * cache.keySize();
    for (int p = from; p < to; p++) {
      double score = dot(cache.keys(), cache.row(kvHead, p), queries.q().data(), query);
      scores[p] = (float) (score * queries.scale());
    }
    softmax.apply(scores, from, to - from);
    for (int i = 0; i < cache.valueSize(); i++) {
      double sum = 0;
      for (int p = from; p < to; p++) {
        float value = ScalarRowConverter.value(cache.values(), cache.row(kvHead, p), i);
        sum += (double) scores[p] * value;
      }
      out[outOffset + i] = (float) sum;
    }
  }

  private static double dot(Matrix keys, int row, float[] q, int offset) {
    double sum = 0;
    for (int i = 0; i < keys.cols(); i++) {
      sum += (double) ScalarRowConverter.value(keys, row, i) * q[offset + i];
    }
    return sum;
  }
}
