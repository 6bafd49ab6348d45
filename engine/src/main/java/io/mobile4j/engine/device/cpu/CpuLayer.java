package io.mobile4j.engine.device.cpu;

import java.util.Optional;

/**
 * The parts of one layer.
 *
 * @param dense the feed-forward part of a layer without experts
 * @param experts that of a layer with experts
 */
record CpuLayer(
    CpuNorm inputNorm,
    CpuAttention attention,
    CpuNorm postAttentionNorm,
    Optional<CpuFeedForward> dense,
    Optional<Experts> experts) {

  static CpuLayer dense(
      CpuNorm input, CpuAttention attention, CpuNorm post, CpuFeedForward feedForward) {
    return new CpuLayer(input, attention, post, Optional.of(feedForward), Optional.empty());
  }

  static CpuLayer experts(CpuNorm input, CpuAttention attention, CpuNorm post, Experts experts) {
    return new CpuLayer(input, attention, post, Optional.empty(), Optional.of(experts));
  }

  /**
   * @param shared the experts every token uses
   */
  record Experts(CpuLinear router, Optional<Shared> shared) {}

  /**
   * @param gate [1, H], its sigmoid weighs the output
   */
  record Shared(CpuFeedForward ffn, Optional<CpuLinear> gate) {}
}
