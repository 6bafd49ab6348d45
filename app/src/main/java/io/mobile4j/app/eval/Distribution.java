package io.mobile4j.app.eval;

/** What logits say of the next token, as logarithms of probabilities. */
public final class Distribution {
  private Distribution() {}

  /** ln softmax of logits [V], in double precision. */
  public static double[] logProbabilities(float[] logits) {
    double max = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - max);
    }
    double log = max + Math.log(sum);
    double[] result = new double[logits.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = logits[i] - log;
    }
    return result;
  }

  /**
   * Kullback-Leibler divergence D(p || q) in nats.
   *
   * @param p ln probabilities [V]
   * @param q ln probabilities [V]
   */
  public static double divergence(double[] p, double[] q) {
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      double probability = Math.exp(p[i]);
      if (probability > 0) {
        sum += probability * (p[i] - q[i]);
      }
    }
    return Math.max(0, sum); // rounding can take it below
  }
}
