package io.mobile4j.engine.policy;

/** Sees the router of every layer with experts while a pass runs. */
@FunctionalInterface
public interface RouterTap {
  /** Sees nothing. */
  RouterTap NONE = (layer, tokens, probabilities, k, chosen, weights) -> {};

  /**
   * A layer has been routed; its experts have not been computed yet. The arrays are reused after
   * the call.
   *
   * @param expertLayer counted among the layers with experts
   * @param tokens T
   * @param probabilities softmax over all experts [T, E]
   * @param k experts a token
   * @param chosen experts [T, k], by descending probability
   * @param weights their weights [T, k]
   */
  void routed(
      int expertLayer, int tokens, float[] probabilities, int k, int[] chosen, float[] weights);
}
