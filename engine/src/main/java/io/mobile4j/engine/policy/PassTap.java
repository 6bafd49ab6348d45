package io.mobile4j.engine.policy;

/**
 * Sees the passes of a generation while they are computed. All calls come from the computing
 * thread, in the order of the computation; {@link #NONE} makes them free.
 */
public interface PassTap extends RouterTap {
  /** Sees nothing. */
  PassTap NONE = (layer, tokens, probabilities, k, chosen, weights) -> {};

  /** What a pass is for. */
  enum Kind {
    /** The prompt, or a part of it, with all K experts. */
    PREFILL,
    /** A token with all K experts. */
    EXACT,
    /** A token with k experts. */
    LITTLE,
    /** A token again with all K experts, as its little pass was not sure. */
    BIG
  }

  /** What becomes of a pass's token. */
  enum Outcome {
    /** It stays: nobody asked whether the pass was sure. */
    FINAL,
    /** It stays: the pass was sure enough. */
    ACCEPTED,
    /** It is dropped: a big pass follows. */
    EVICTED
  }

  /** What a pass is doing. */
  enum Part {
    /** Attention with its norms, and the router where the device computes it in one go. */
    ATTENTION,
    /** The feed-forward part of a layer without experts. */
    DENSE,
    /** The choice of experts. */
    ROUTING,
    /** Getting experts into slots, and waiting for them. */
    LOADING,
    /** The experts, shared ones included. */
    EXPERTS,
    /** The output head. */
    HEAD
  }

  /** A new generation begins: its prefill follows. */
  default void generation() {}

  /**
   * A pass begins.
   *
   * @param position of the first token
   * @param tokens the pass computes {@code tokens[from, from + count)}
   */
  default void begins(Kind kind, int position, int[] tokens, int from, int count) {}

  /** The pass goes on to another part. */
  default void enters(Part part) {}

  /**
   * The pass has ended.
   *
   * @param confidence largest softmax probability of its logits; NaN where nobody asked
   * @param outcome what becomes of its token
   */
  default void ends(float confidence, Outcome outcome) {}

  /** What {@link Forward} tells, told to this tap, and first to one that sees the routers only. */
  default PassTap after(RouterTap first) {
    PassTap second = this;
    return new PassTap() {
      @Override
      public void routed(
          int expertLayer,
          int tokens,
          float[] probabilities,
          int k,
          int[] chosen,
          float[] weights) {
        first.routed(expertLayer, tokens, probabilities, k, chosen, weights);
        second.routed(expertLayer, tokens, probabilities, k, chosen, weights);
      }

      @Override
      public void enters(Part part) {
        second.enters(part);
      }
    };
  }
}
