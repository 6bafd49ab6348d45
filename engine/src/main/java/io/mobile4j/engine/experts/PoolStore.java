package io.mobile4j.engine.experts;

import io.mobile4j.engine.device.SlotMemory;
import io.mobile4j.loader.weights.ExpertPool;
import java.util.List;

/** Every expert in main memory. */
public final class PoolStore implements ExpertStore {
  private final ExpertPool pool;
  private final List<Integer> layers; // number of each layer with experts

  /**
   * @param pool closed with this store
   */
  public PoolStore(ExpertPool pool) {
    this.pool = pool;
    layers = pool.layers();
  }

  /** The experts. */
  public ExpertPool pool() {
    return pool;
  }

  @Override
  public int layers() {
    return layers.size();
  }

  @Override
  public int experts() {
    return pool.experts();
  }

  @Override
  public long recordBytes() {
    return pool.layout().recordBytes();
  }

  @Override
  public void load(int expertLayer, int expert, SlotMemory slots, int slot) {
    slots.load(slot, pool.record(layers.get(expertLayer), expert));
  }

  @Override
  public int transfersAtOnce(SlotMemory slots) {
    return 1;
  }

  @Override
  public String description() {
    return "main memory";
  }

  @Override
  public void close() {
    pool.close();
  }
}
