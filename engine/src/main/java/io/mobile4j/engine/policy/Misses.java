package io.mobile4j.engine.policy;

import io.mobile4j.engine.arch.ModelSpec;
import io.mobile4j.engine.device.ExpertBatch;
import io.mobile4j.engine.device.ModelDevice;
import io.mobile4j.engine.experts.ExpertResidency;
import io.mobile4j.engine.experts.Guess;

/** Splits one token's experts into those that are in slots and those the CPU computes. */
final class Misses {
  private final ModelDevice device;
  private final ExpertResidency residency;
  private final HostExperts host;
  private final ExpertBatch batch;
  private final int[] experts; // [K] that are in no slot
  private final float[] weights; // [K]
  private int count;

  Misses(ModelSpec spec, ModelDevice device, ExpertResidency residency, HostExperts host) {
    this.device = device;
    this.residency = residency;
    this.host = host;
    int topK = spec.experts().topK();
    batch = new ExpertBatch(spec.experts().routing().experts(), topK, 1);
    experts = new int[topK];
    weights = new float[topK];
  }

  /**
   * Starts the CPU on the experts that are in no slot; the others move to the front of the choice.
   *
   * @return how many are in slots
   */
  int start(int layer, int expertLayer, int k, ExpertChoice choice) {
    count = 0;
    int inSlots = 0;
    for (int i = 0; i < k; i++) {
      int expert = choice.chosen()[i];
      if (residency.resident(expertLayer, expert)) {
        choice.chosen()[inSlots] = expert;
        choice.weights()[inSlots++] = choice.weights()[i];
      } else {
        experts[count] = expert;
        weights[count++] = choice.weights()[i];
      }
    }
    if (count > 0) {
      batch.fill(1, count, experts, weights);
      device.readFeedForwardInput(host.input());
      host.start(layer, batch);
    }
    return inSlots;
  }

  /** Adds what the CPU computed, and asks for its experts for later tokens. */
  void finish(int expertLayer) {
    if (count > 0) {
      device.addToHidden(host.await());
      residency.prefetch(Guess.MISS, expertLayer, experts, count);
    }
  }
}
