package io.mobile4j.engine.sampling;

import io.mobile4j.kernels.cpu.Kernels;
import io.mobile4j.kernels.head.Head;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Chooses tokens from logits. Ties go to the lowest token. One sampler serves one generation; it
 * allocates nothing per token.
 */
public final class Sampler {
  private final SamplingOptions options;
  private final SplittableRandom random;
  private final Head head = Kernels.best().head();
  private final long[]
      candidates; // [V] (order of the logit << 32 | ~token): sorts by logit, then lowest token last
  private final double[] weights; // [V] unnormalised probabilities of the candidates
  private final boolean[] seen; // [V] tokens in the context, for the penalty

  public Sampler(SamplingOptions options, int vocabSize) {
    this.options = options;
    random = new SplittableRandom(options.seed());
    boolean draws = options.temperature() > 0;
    candidates = new long[draws ? vocabSize : 0];
    weights = new double[draws ? vocabSize : 0];
    seen = new boolean[options.repetitionPenalty() == 1 ? 0 : vocabSize];
  }

  /** Notes a token of the context, prompt or answer. */
  public void see(int token) {
    if (seen.length > 0) {
      seen[token] = true;
    }
  }

  /**
   * The next token.
   *
   * @param logits [V]; overwritten where there is a penalty
   */
  public int next(float[] logits) {
    penalise(logits);
    int token = options.temperature() == 0 ? head.argmax(logits, 0, logits.length) : draw(logits);
    see(token);
    return token;
  }

  private void penalise(float[] logits) {
    float penalty = (float) options.repetitionPenalty();
    for (int i = 0; i < seen.length; i++) {
      if (seen[i]) {
        logits[i] = logits[i] < 0 ? logits[i] * penalty : logits[i] / penalty;
      }
    }
  }

  private int draw(float[] logits) {
    int n = logits.length;
    for (int i = 0; i < n; i++) {
      candidates[i] = ((long) sortable(logits[i]) << 32) | (~i & 0xffffffffL);
    }
    Arrays.sort(candidates, 0, n);
    int kept = options.topK() == 0 ? n : Math.min(options.topK(), n);
    float max = logits[token(n - 1)];
    double sum = 0;
    for (int i = 0; i < kept; i++) {
      weights[i] = Math.exp((logits[token(n - 1 - i)] - max) / options.temperature());
      sum += weights[i];
    }
    kept = nucleus(kept, sum);
    kept = aboveMinP(kept);
    return token(n - 1 - pick(kept));
  }

  /** The fewest best candidates that together have probability topP. */
  private int nucleus(int kept, double sum) {
    if (options.topP() == 1) {
      return kept;
    }
    double reached = 0;
    for (int i = 0; i < kept; i++) {
      reached += weights[i];
      if (reached >= options.topP() * sum) {
        return i + 1;
      }
    }
    return kept;
  }

  /** weights[0] is the best one's, 1 by construction. */
  private int aboveMinP(int kept) {
    while (kept > 1 && weights[kept - 1] < options.minP() * weights[0]) {
      kept--;
    }
    return kept;
  }

  private int pick(int kept) {
    double sum = 0;
    for (int i = 0; i < kept; i++) {
      sum += weights[i];
    }
    double left = random.nextDouble() * sum;
    for (int i = 0; i < kept; i++) {
      left -= weights[i];
      if (left < 0) {
        return i;
      }
    }
    return kept - 1;
  }

  private int token(int candidate) {
    return ~(int) candidates[candidate];
  }

  /** An int that orders as the float does. */
  private static int sortable(float value) {
    int bits = Float.floatToRawIntBits(value);
    return bits ^ ((bits >> 31) & 0x7fffffff);
  }
}
