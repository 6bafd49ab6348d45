package io.mobile4j.engine.device.tornado;

import io.mobile4j.engine.device.ExpertBatch;
import io.mobile4j.kernels.device.Step;
import io.mobile4j.kernels.experts.DeviceBatch;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Writes a batch of experts as kernels read it. */
final class BatchFilling {
  private BatchFilling() {}

  /**
   * @param from first of the batch's experts to compute
   * @param to their end
   * @param tokens whose sum is to be computed: all of the pass, or none
   */
  static void fill(DeviceBatch device, ExpertBatch batch, int from, int to, int tokens) {
    IntArray step = device.step();
    step.set(Step.TOKENS, tokens);
    step.set(DeviceBatch.FROM, from);
    step.set(DeviceBatch.TO, to);
    for (int i = 0; i < batch.size(); i++) {
      step.set(device.slot(i), batch.slot(i));
      step.set(device.start(i), batch.start(i));
    }
    int entries = batch.start(batch.size());
    step.set(device.start(batch.size()), entries);
    for (int entry = 0; entry < entries; entry++) {
      step.set(device.token(entry), batch.token(entry));
      device.weights().set(entry, batch.weight(entry));
    }
    if (tokens > 0) {
      order(device, batch, entries, entries / tokens);
    }
  }

  /** Entries ascend by expert, and so do those of each token. */
  private static void order(DeviceBatch device, ExpertBatch batch, int entries, int perToken) {
    device.step().set(DeviceBatch.PER_TOKEN, perToken);
    int[] next = new int[entries / perToken];
    for (int entry = 0; entry < entries; entry++) {
      int token = batch.token(entry);
      device.step().set(device.order(token, perToken, next[token]++), entry);
    }
  }
}
