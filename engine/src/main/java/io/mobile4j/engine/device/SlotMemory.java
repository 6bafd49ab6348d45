package io.mobile4j.engine.device;

import java.lang.foreign.MemorySegment;

/**
 * The slots of a device: places of one expert record each, which its kernels read. Loading a slot
 * may run beside kernels that read other slots; the caller sees to it that nobody reads the slot
 * meanwhile.
 */
public interface SlotMemory extends AutoCloseable {
  /** How many there are. */
  int slots();

  /**
   * True where every expert has a slot of its own for good, {@code layer * E + expert}: nothing is
   * ever loaded.
   */
  boolean resident();

  /**
   * Copies one expert into a slot and returns when the slot can be computed from. Called by one
   * thread at a time.
   *
   * @param record bytes of an expert as {@link io.mobile4j.loader.weights.ExpertLayout} lays them
   *     out
   */
  void load(int slot, MemorySegment record);

  /**
   * The slot's own memory where the host can write it directly, so that a file can be read into it;
   * else {@link MemorySegment#NULL}.
   */
  MemorySegment direct(int slot);

  @Override
  void close();
}
