package io.mobile4j.engine.experts;

import io.mobile4j.engine.device.SlotMemory;
import java.io.IOException;

/** Where all experts are kept: the lowest rung of the memory ladder. */
public interface ExpertStore extends AutoCloseable {
  /** Layers that have experts. */
  int layers();

  /** E, experts a layer. */
  int experts();

  /** Bytes that one transfer moves. */
  long recordBytes();

  /**
   * Brings one expert into a slot and returns when it can be computed from. May be called by {@link
   * #transfersAtOnce} threads at a time.
   *
   * @param expertLayer counted among the layers with experts
   * @throws IOException if it cannot be read, or is not the expert it should be
   */
  void load(int expertLayer, int expert, SlotMemory slots, int slot) throws IOException;

  /** How many loads into such slots are worth having under way at once. */
  int transfersAtOnce(SlotMemory slots);

  /** What and where it is, for people. */
  String description();

  @Override
  void close();
}
