package io.mobile4j.engine.experts;

import io.mobile4j.engine.device.SlotMemory;
import io.mobile4j.loader.weights.ExpertPool;
import io.mobile4j.loader.weights.ExpertRecord;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Every expert in main memory. */
public final class PoolStore implements ExpertStore {
  private final ExpertPool pool;
  private final boolean verify;
  private final List<Integer> layers; // number of each layer with experts

  /**
   * @param pool closed with this store
   * @param verify whether every record that is moved is checked against its checksum
   */
  public PoolStore(ExpertPool pool, boolean verify) {
    this.pool = pool;
    this.verify = verify;
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
    int layer = layers.get(expertLayer);
    MemorySegment record = pool.record(layer, expert);
    if (verify) {
      ExpertRecord.verify(pool.layout(), record, layer, expert);
    }
    slots.load(slot, record);
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
