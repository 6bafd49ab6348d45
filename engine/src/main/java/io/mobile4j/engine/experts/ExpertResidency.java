package io.mobile4j.engine.experts;

import io.mobile4j.engine.device.ExpertBatch;

/**
 * Sees to it that experts are in slots while they are computed. Layers are counted among those with
 * experts. One thread computes; transfers run beside it.
 */
public interface ExpertResidency extends AutoCloseable {
  /** Slots in all. */
  int slots();

  /** Experts that can be held at once by one {@link #request}. */
  int capacity();

  /**
   * Experts to hold at once where each keeps compute busy for long, so that the next ones are
   * loaded meanwhile.
   */
  int group();

  /**
   * Asks for the experts {@code batch.expert[from, to)} of a layer, holds their slots and writes
   * the slot numbers into the batch. At most {@link #capacity} at once; a layer's from the first to
   * the last, and one part is released before the next is asked for. The rest of the batch is
   * loaded in the meantime, as far as slots allow.
   *
   * @throws IllegalStateException if no expert can be loaded any more; nothing is held then
   */
  void request(int expertLayer, ExpertBatch batch, int from, int to);

  /**
   * Waits until all that {@link #request} asked for are in their slots.
   *
   * @throws java.io.UncheckedIOException if an expert cannot be read
   * @throws IllegalStateException if no expert can be loaded any more
   */
  void awaitLoaded(ExpertBatch batch, int from, int to);

  /** Lets go of what {@link #request} held. */
  void release(int expertLayer, ExpertBatch batch, int from, int to);

  /**
   * Asks for experts that a later {@link #request} will probably want, in the order of the calls,
   * after all demand loads. Those that are in slots already stay there if at all possible, until
   * their layer is passed. Never waits; does nothing once such guesses have cost more than they
   * saved.
   *
   * @param experts {@code experts[0, count)} of the layer
   */
  void prefetch(Guess guess, int expertLayer, int[] experts, int count);

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

  /**
   * Takes every expert out of its slot and forgets which were used, as if none had been loaded yet;
   * waits for loads under way. Between generations only.
   */
  void empty();

  /** Counters since the start. */
  ResidencyCounters counters();

  @Override
  void close();
}
