package io.mobile4j.kernels.router;

import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.softmax.Softmax;

/**
 * Chooses the experts of each token: softmax over all experts, then the k likeliest.
 *
 * <p>E is at most a few hundred, so the choice itself is scalar; only the softmax has a fast
 * version.
 *
 * @param softmax turns a token's logits into probabilities
 */
public record Router(Softmax softmax) {
  /**
   * Routes each token.
   *
   * @param routing the model's rule
   * @param logits [tokens, E]; replaced by the probabilities
   * @param tokens rows of logits
   * @param k experts a token uses, at most E
   * @param experts receives [tokens, k] ids, likeliest first, the lower id first on ties
   * @param weights receives [tokens, k] factors of the experts' outputs
   */
  public void route(
      Routing routing, Rows logits, int tokens, int k, int[] experts, float[] weights) {
    for (int t = 0; t < tokens; t++) {
      softmax.apply(logits.data(), logits.at(t), routing.experts());
    }
    choose(routing, logits, tokens, k, experts, weights);
  }

  /**
   * Chooses from probabilities that are there already, as after {@link #route}.
   *
   * @param probabilities [tokens, E]
   */
  public static void choose(
      Routing routing, Rows probabilities, int tokens, int k, int[] experts, float[] weights) {
    for (int t = 0; t < tokens; t++) {
      choose(routing, probabilities.data(), probabilities.at(t), k, experts, weights, t * k);
    }
  }

  private static void choose(
      Routing routing,
      float[] probabilities,
      int offset,
      int k,
      int[] experts,
      float[] weights,
      int out) {
    long open = openGroups(routing, probabilities, offset);
    for (int i = 0; i < k; i++) {
      int best = best(routing, probabilities, offset, open, experts, out, i);
      experts[out + i] = best;
    }
    weigh(routing, probabilities, offset, k, experts, weights, out);
  }

  /** Bit g: experts may come from group g. Of equal groups the first is taken. */
  private static long openGroups(Routing routing, float[] probabilities, int offset) {
    if (routing.topkGroups() == routing.groups()) {
      return -1L;
    }
    long open = 0;
    for (int i = 0; i < routing.topkGroups(); i++) {
      int size = routing.experts() / routing.groups();
      int best = -1;
      for (int e = 0; e < routing.experts(); e++) {
        boolean closed = (open >>> (e / size) & 1) == 0;
        if (closed && (best < 0 || probabilities[offset + e] > probabilities[offset + best])) {
          best = e;
        }
      }
      open |= 1L << (best / size);
    }
    return open;
  }

  private static int best(
      Routing routing,
      float[] probabilities,
      int offset,
      long open,
      int[] experts,
      int out,
      int chosen) {
    int size = routing.experts() / routing.groups();
    int best = -1;
    float bestValue = 0;
    for (int e = 0; e < routing.experts(); e++) {
      float value = (open >>> (e / size) & 1) != 0 ? probabilities[offset + e] : 0f;
      if ((best < 0 || value > bestValue) && !contains(experts, out, chosen, e)) {
        best = e;
        bestValue = value;
      }
    }
    return best;
  }

  private static boolean contains(int[] experts, int out, int chosen, int expert) {
    for (int i = 0; i < chosen; i++) {
      if (experts[out + i] == expert) {
        return true;
      }
    }
    return false;
  }

  /**
   * Weighs chosen experts of one token: their probabilities, normalised and scaled as the rule
   * says.
   *
   * @param probabilities [E] from {@code offset}
   * @param k chosen experts, which stand in {@code experts} from {@code out}; their weights go to
   *     the same places
   */
  public static void weigh(
      Routing routing,
      float[] probabilities,
      int offset,
      int k,
      int[] experts,
      float[] weights,
      int out) {
    float sum = 0;
    for (int i = 0; i < k; i++) {
      weights[out + i] = probabilities[offset + experts[out + i]];
      sum += weights[out + i];
    }
    float divisor = routing.normTopkProb() ? sum : 1f;
    for (int i = 0; i < k; i++) {
      weights[out + i] = weights[out + i] / divisor * routing.scalingFactor();
    }
  }
}
