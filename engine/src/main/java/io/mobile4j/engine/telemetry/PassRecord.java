package io.mobile4j.engine.telemetry;

import io.mobile4j.engine.policy.PassTap;
import java.util.List;

/**
 * What one pass did.
 *
 * @param generation counts the generations since recording began, from 0
 * @param step 0 in the prefill; else the token the pass computes is the step-th generated one
 * @param kind what the pass is for
 * @param position of its first token
 * @param tokens the T tokens it computes
 * @param confidence largest softmax probability of its logits; NaN where the policy did not ask
 * @param outcome what becomes of its token
 * @param headNanos time of the output head
 */
public record PassRecord(
    int generation,
    int step,
    PassTap.Kind kind,
    int position,
    int[] tokens,
    float confidence,
    PassTap.Outcome outcome,
    List<LayerRecord> layers,
    long headNanos) {
  public PassRecord {
    layers = List.copyOf(layers);
  }

  /** Whether its token is evicted and a big pass follows. */
  public boolean fallback() {
    return outcome == PassTap.Outcome.EVICTED;
  }

  /** Where the time went, but for the head. */
  public PartTimes times() {
    return layers.stream().map(LayerRecord::times).reduce(PartTimes.ZERO, PartTimes::plus);
  }
}
