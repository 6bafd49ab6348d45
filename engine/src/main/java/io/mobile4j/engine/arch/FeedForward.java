package io.mobile4j.engine.arch;

import io.mobile4j.kernels.router.Routing;
import java.util.Optional;

/** What follows attention in a layer. */
public sealed interface FeedForward {
  /** down(silu(gate(x)) * up(x)). gate, up [I, H]; down [H, I]. */
  record Dense(Linear gate, Linear up, Linear down) implements FeedForward {
    /** Inner width I. */
    public int intermediateSize() {
      return gate.out();
    }

    /** The usual names under a prefix: {@code gate_proj}, {@code up_proj}, {@code down_proj}. */
    public static Dense of(String prefix, int hiddenSize, int intermediateSize, boolean bias) {
      return new Dense(
          Linear.of(prefix + ".gate_proj", intermediateSize, hiddenSize, bias),
          Linear.of(prefix + ".up_proj", intermediateSize, hiddenSize, bias),
          Linear.of(prefix + ".down_proj", hiddenSize, intermediateSize, bias));
    }
  }

  /**
   * Routed experts, and the experts every token uses.
   *
   * @param router [E, H]
   * @param routing how its probabilities become weights
   * @param topK K, experts a token uses in the full model
   * @param shared computed for every token and added
   */
  record Experts(Linear router, Routing routing, int topK, Optional<Shared> shared)
      implements FeedForward {}

  /**
   * The experts every token uses.
   *
   * @param gate [1, H]: its sigmoid weighs the output; none = weight 1
   */
  record Shared(Dense ffn, Optional<Linear> gate) {}
}
