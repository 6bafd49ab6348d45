package io.mobile4j.engine.sampling;

import io.mobile4j.kernels.cpu.Kernels;
import io.mobile4j.kernels.head.Head;
import java.util.SplittableRandom;

/**
 * Chooses tokens from logits. Ties go to the lowest token. One sampler serves one generation; it
 * allocates nothing per token.
 */
public final class Sampler {
  private static final Head HEAD = Kernels.best().head();

  /** Tokens among which a nucleus is looked for first, and by how many times more the next time. */
  private static final int FIRST = 256;

  private static final int MORE = 8;

  private final SamplingOptions options;
  private final SplittableRandom random;
  private final BestTokens best;
  private final double[] weights; // [V] unnormalised probabilities: 1 for the best token
  private final boolean[] seen; // [V] tokens in the context, for the penalty

  public Sampler(SamplingOptions options, int vocabSize) {
    this.options = options;
    random = new SplittableRandom(options.seed());
    boolean draws = options.temperature() > 0;
    best = new BestTokens(draws ? vocabSize : 0);
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
    int token = options.temperature() == 0 ? HEAD.argmax(logits, 0, logits.length) : draw(logits);
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
    float max = logits[HEAD.argmax(logits, 0, logits.length)];
    if (options.topK() == 0 && options.topP() == 1) {
      return drawOfAll(logits, max);
    }
    int kept = options.topK() == 0 ? nucleusOfAll(logits, max) : nucleusOfBest(logits, max);
    return best.token(pick(aboveMinP(kept)));
  }

  /** Needs no order: token by token. */
  private int drawOfAll(float[] logits, float max) {
    int n = logits.length;
    for (int i = 0; i < n; i++) {
      double weight = weight(logits[i], max);
      weights[i] = weight < options.minP() ? 0 : weight;
    }
    return pick(n);
  }

  private int nucleusOfBest(float[] logits, float max) {
    int k = Math.min(options.topK(), logits.length);
    double sum = weighBest(logits, max, k);
    return Math.min(k, nucleus(k, sum));
  }

  /** The best ones are looked for among ever more: mostly a few make up the probability. */
  private int nucleusOfAll(float[] logits, float max) {
    int n = logits.length;
    double sum = 0;
    for (float logit : logits) {
      sum += weight(logit, max);
    }
    for (int k = Math.min(FIRST, n); ; k = Math.min(MORE * k, n)) {
      weighBest(logits, max, k);
      int kept = nucleus(k, sum);
      if (kept <= k || k == n) {
        return Math.min(k, kept);
      }
    }
  }

  private double weight(float logit, float max) {
    return Math.exp((logit - max) / options.temperature());
  }

  /** Leaves the weights of the k best; returns their sum. */
  private double weighBest(float[] logits, float max, int k) {
    best.choose(logits, k);
    double sum = 0;
    for (int i = 0; i < k; i++) {
      weights[i] = weight(logits[best.token(i)], max);
      sum += weights[i];
    }
    return sum;
  }

  /**
   * The fewest of the k best that together have topP of the sum; k + 1 if all of them have less.
   */
  private int nucleus(int k, double sum) {
    if (options.topP() == 1) {
      return k;
    }
    double reached = 0;
    for (int i = 0; i < k; i++) {
      reached += weights[i];
      if (reached >= options.topP() * sum) {
        return i + 1;
      }
    }
    return k + 1;
  }

  /** weights[0] is the best one's, 1 by construction. */
  private int aboveMinP(int kept) {
    while (kept > 1 && weights[kept - 1] < options.minP() * weights[0]) {
      kept--;
    }
    return kept;
  }

  /** One of the first weights, as often as they say. */
  private int pick(int kept) {
    double sum = 0;
    for (int i = 0; i < kept; i++) {
      sum += weights[i];
    }
    double left = random.nextDouble() * sum;
    int last = 0; // rounding may leave a little
    for (int i = 0; i < kept; i++) {
      if (weights[i] > 0) {
        last = i;
        left -= weights[i];
        if (left < 0) {
          break;
        }
      }
    }
    return last;
  }
}
