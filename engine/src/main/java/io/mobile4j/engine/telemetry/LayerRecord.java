package io.mobile4j.engine.telemetry;

import io.mobile4j.engine.experts.ResidencyCounters;

/**
 * What one layer with experts did for T tokens: those of the pass, or in the model's last layer as
 * many of its last as something is asked of.
 *
 * @param layer counted among the layers with experts
 * @param k experts of each token
 * @param chosen experts [T, k], by descending probability
 * @param probabilities the router's softmax over all experts [T, E]
 * @param weights of the chosen experts [T, k]
 * @param moved what the slots and the link did since the end of the layer before, or since the
 *     generation began, so that the layers of a generation sum up to all of it
 * @param times where the time went since the layer before
 */
public record LayerRecord(
    int layer,
    int k,
    int[] chosen,
    float[] probabilities,
    float[] weights,
    ResidencyCounters moved,
    PartTimes times) {

  LayerRecord with(ResidencyCounters newMoved, PartTimes newTimes) {
    return new LayerRecord(layer, k, chosen, probabilities, weights, newMoved, newTimes);
  }
}
