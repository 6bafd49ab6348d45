package io.mobile4j.kernels.attention;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;

import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.convert.RowConverter;
import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.kernels.matmul.MatVec;
import io.mobile4j.kernels.matmul.PanelProduct;
import io.mobile4j.kernels.matmul.PanelSum;
import io.mobile4j.kernels.matmul.RowSum;
import io.mobile4j.kernels.softmax.Softmax;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Attention as two products with the cache: scores with its keys, sums with its values.
 *
 * <p>One token: a product for each head. Several: blocks of tokens of one head, so that a panel of
 * the cache serves them all. Which of the two depends on the number of tokens alone, never on the
 * range of heads.
 */
public final class VectorAttention implements Attention {
  /** Tokens of a block. */
  private static final int BLOCK = 32;

  private final Softmax softmax;
  private final MatVec scoresOfOne;
  private final RowSum sumOfOne;
  private final PanelProduct scoresOfMany;
  private final PanelSum sumOfMany;

  /**
   * @param converter reads rows of the cache
   * @param scoresOfOne multiplies one token
   * @param scoresOfMany multiplies several
   */
  public VectorAttention(
      RowConverter converter, Softmax softmax, MatVec scoresOfOne, PanelProduct scoresOfMany) {
    this.softmax = softmax;
    this.scoresOfOne = scoresOfOne;
    sumOfOne = new RowSum(converter);
    this.scoresOfMany = scoresOfMany;
    sumOfMany = new PanelSum(converter);
  }

  @Override
  public int scratchSize(int capacity) {
    return Math.multiplyExact(BLOCK, capacity);
  }

  @Override
  public void attend(
      KvCache cache, Queries queries, Rows out, int fromHead, int toHead, float[] scratch) {
    int group = queries.heads() / cache.heads();
    for (int h = fromHead; h < toHead; h++) {
      int firstRow = cache.row(h / group, 0);
      if (queries.tokens() == 1) {
        one(cache, queries, out, h, firstRow, scratch);
        continue;
      }
      for (int t = 0; t < queries.tokens(); t += BLOCK) {
        int tokens = Math.min(BLOCK, queries.tokens() - t);
        many(cache, queries, out, h, firstRow, t, tokens, scratch);
      }
    }
  }

  private void one(KvCache cache, Queries queries, Rows out, int h, int firstRow, float[] scores) {
    int from = queries.from(0);
    int to = queries.to(0);
    int q = queries.q().at(0) + h * cache.keySize();
    int scoresOfRow = -firstRow - from;
    scoresOfOne.multiply(
        cache.keys(), queries.q().data(), q, scores, scoresOfRow, firstRow + from, firstRow + to);
    scale(scores, 0, to - from, queries.scale());
    softmax.apply(scores, 0, to - from);
    sumOfOne.sum(
        cache.values(),
        cache.valueSize(),
        firstRow + from,
        firstRow + to,
        scores,
        scoresOfRow,
        out.data(),
        out.at(0) + h * cache.valueSize());
  }

  /** Tokens [t, t + tokens) of one head; scores [tokens, positions that any of them sees]. */
  private void many(
      KvCache cache,
      Queries queries,
      Rows out,
      int h,
      int firstRow,
      int t,
      int tokens,
      float[] scratch) {
    int from = queries.from(t);
    int to = queries.to(t + tokens - 1);
    Rows all = queries.q();
    Rows q = new Rows(all.data(), all.at(t) + h * cache.keySize(), all.stride());
    Rows scoresOfRow = new Rows(scratch, -firstRow - from, to - from);
    scoresOfMany.multiply(cache.keys(), q, scoresOfRow, tokens, firstRow + from, firstRow + to);
    Rows scores = new Rows(scratch, 0, to - from);
    for (int i = 0; i < tokens; i++) {
      weigh(queries, t + i, from, scores.data(), scores.at(i), scores.at(i + 1));
    }
    Rows sums = new Rows(out.data(), out.at(t) + h * cache.valueSize(), out.stride());
    sumOfMany.sum(
        cache.values(), cache.valueSize(), firstRow + from, firstRow + to, scores, sums, tokens);
  }

  /** Scores [start, end) of token t, for positions from {@code from}, become weights. */
  private void weigh(Queries queries, int t, int from, float[] scores, int start, int end) {
    int first = start + queries.from(t) - from;
    int last = start + queries.to(t) - from;
    Arrays.fill(scores, start, first, 0f);
    Arrays.fill(scores, last, end, 0f);
    scale(scores, first, last - first, queries.scale());
    softmax.apply(scores, first, last - first);
  }

  private static void scale(float[] x, int offset, int size, float factor) {
    int whole = Lanes.whole(size);
    FloatVector f = FloatVector.broadcast(FLOAT, factor);
    for (int i = offset; i < offset + whole; i += LENGTH) {
      FloatVector.fromArray(FLOAT, x, i).mul(f).intoArray(x, i);
    }
    for (int i = offset + whole; i < offset + size; i++) {
      x[i] *= factor;
    }
  }
}
