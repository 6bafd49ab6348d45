package io.mobile4j.engine.policy;

import io.mobile4j.engine.arch.ModelSpec;
import io.mobile4j.kernels.router.Routing;

/**
 * The sizes policies work with.
 *
 * @param expertLayers layers with experts
 * @param routing how experts are chosen
 * @param topK K, experts a token uses in the full model
 * @param vocabSize V
 */
public record ModelShape(int expertLayers, Routing routing, int topK, int vocabSize) {
  /** The shape of a model. */
  public static ModelShape of(ModelSpec spec) {
    var experts = spec.experts();
    return new ModelShape(
        spec.expertLayers().size(), experts.routing(), experts.topK(), spec.vocabSize());
  }

  /** E. */
  public int experts() {
    return routing.experts();
  }
}
