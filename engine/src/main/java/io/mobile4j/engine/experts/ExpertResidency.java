package io.mobile4j.engine.experts;

import io.mobile4j.engine.device.ExpertBatch;

/**
 * Sees to it that experts are in slots while they are computed. Layers are counted among those with
 * experts. One thread computes; transfers run beside it.
 */
public interface ExpertResidency extends AutoCloseable {
  /** Slots in all. */
  int slots();

  /** Experts that can be held at once by one {@link #acquire}. */
  int capacity();

  /**
   * Puts the experts {@code batch.expert[from, to)} of a layer into slots, waits until all are
   * there, writes the slot numbers into the batch and holds them. At most {@link #capacity} at
   * once.
   *
   * @throws java.io.UncheckedIOException if an expert cannot be read
   */
  void acquire(int expertLayer, ExpertBatch batch, int from, int to);

  /** Lets go of what {@link #acquire} held. */
  void release(int expertLayer, ExpertBatch batch, int from, int to);

  /**
   * Asks for experts that a later {@link #acquire} will probably want, in the order of the calls,
   * after all demand loads. Never waits.
   *
   * @param experts {@code experts[0, count)} of the layer
   */
  void prefetch(int expertLayer, int[] experts, int count);

  /** Forgets prefetches that have not begun. */
  void cancelPrefetches();

  /** True where the expert is in a slot, ready. */
  boolean resident(int expertLayer, int expert);

  /**
   * Starts or ends the time in which experts that were used stay in their slots if at all possible,
   * until their layer has been passed once more: the little pass's experts until the big pass has
   * used them.
   */
  void keepUsed(boolean keep);

  /** Counters since the start. */
  ResidencyCounters counters();

  @Override
  void close();
}
