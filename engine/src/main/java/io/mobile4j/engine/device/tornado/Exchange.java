package io.mobile4j.engine.device.tornado;

import io.mobile4j.engine.arch.ModelSpec;
import io.mobile4j.kernels.experts.DeviceBatch;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * The arrays that cross between host and device. There are small ones for a pass of one token,
 * since the runtime moves whole arrays only.
 *
 * @param tokens T, most tokens of a pass
 * @param step up, before every graph but those of experts
 * @param batch up, before the experts of a layer
 * @param embedded [T, H] up, once a pass
 * @param embeddedOne [H] likewise; also what is added to the hidden state
 * @param input [H] down, what the experts of the only token read
 * @param probabilities [T, E] down, after the attention of a layer with experts
 * @param probabilitiesAhead [E] down, after a guess of a later layer's
 * @param logits [T, V] down
 * @param logitsOne [V] down, those of the last position
 */
record Exchange(
    int tokens,
    IntArray step,
    DeviceBatch batch,
    FloatArray embedded,
    FloatArray embeddedOne,
    FloatArray input,
    FloatArray probabilities,
    FloatArray probabilitiesAhead,
    FloatArray logits,
    FloatArray logitsOne) {
  private static final int FIELDS = 48; // more than any graph needs

  static Exchange allocate(ModelSpec spec, int tokens) {
    int h = spec.hiddenSize();
    int experts = spec.experts().routing().experts();
    return new Exchange(
        tokens,
        new IntArray(FIELDS),
        DeviceBatch.allocate(experts, spec.experts().topK(), tokens, FIELDS),
        new FloatArray(Math.multiplyExact(tokens, h)),
        new FloatArray(h),
        new FloatArray(h),
        new FloatArray(Math.multiplyExact(tokens, experts)),
        new FloatArray(experts),
        new FloatArray(Math.multiplyExact(tokens, spec.vocabSize())),
        new FloatArray(spec.vocabSize()));
  }
}
