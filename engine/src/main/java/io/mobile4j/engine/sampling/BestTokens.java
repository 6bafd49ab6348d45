package io.mobile4j.engine.sampling;

import java.util.Arrays;

/** The best tokens of a vocabulary, by their logits. Allocates nothing per token. */
final class BestTokens {
  /** Where more than one of so many tokens is wanted, all are sorted. */
  private static final int FEW = 4;

  // (order of the logit << 32 | ~token): sorts by logit, then lowest token last; [0, end)
  private final long[] keys;
  private int end;

  /**
   * @param vocabSize V, tokens in all
   */
  BestTokens(int vocabSize) {
    keys = new long[vocabSize];
  }

  /**
   * Finds the best ones; of equal logits the lowest token's is better.
   *
   * @param logits [V]
   * @param count how many, 1 to V
   */
  void choose(float[] logits, int count) {
    end = count > logits.length / FEW ? logits.length : count;
    for (int i = 0; i < end; i++) {
      keys[i] = key(logits[i], i);
    }
    Arrays.sort(keys, 0, end); // which makes a heap, its least key first
    for (int i = end; i < logits.length; i++) {
      long key = key(logits[i], i);
      if (key > keys[0]) {
        replaceLeast(key);
      }
    }
    if (end < logits.length) {
      Arrays.sort(keys, 0, end);
    }
  }

  /** The i-th best of those chosen. */
  int token(int i) {
    return ~(int) keys[end - 1 - i];
  }

  private void replaceLeast(long key) {
    int at = 0;
    for (int child = 1; child < end; child = 2 * at + 1) {
      if (child + 1 < end && keys[child + 1] < keys[child]) {
        child++;
      }
      if (keys[child] >= key) {
        break;
      }
      keys[at] = keys[child];
      at = child;
    }
    keys[at] = key;
  }

  private static long key(float logit, int token) {
    return ((long) sortable(logit) << 32) | (~token & 0xffffffffL);
  }

  /** An int that orders as the float does. */
  private static int sortable(float value) {
    int bits = Float.floatToRawIntBits(value);
    return bits ^ ((bits >> 31) & 0x7fffffff);
  }
}
