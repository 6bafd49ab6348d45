package io.mobile4j.engine.experts;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.engine.ModelFiles;
import io.mobile4j.engine.device.ExpertBatch;
import io.mobile4j.engine.device.cpu.CpuSlots;
import io.mobile4j.loader.Golden;
import io.mobile4j.loader.InputException;
import io.mobile4j.loader.weights.ExpertPool;
import io.mobile4j.loader.weights.ExpertSource;
import io.mobile4j.loader.weights.LoadProgress;
import io.mobile4j.loader.weights.OffHeap;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Experts from memory into slots. */
class PoolStoreTest {
  private static final int EXPERT = 5;

  @Test
  void anExpertThatWasDamagedInMemoryReachesNoSlot() {
    ExpertSource source = ModelFiles.read(Golden.model("olmoe")).experts();
    try (OffHeap memory = new OffHeap();
        ExpertPool pool =
            ExpertPool.load(memory, source, source.asStored(), true, 1, LoadProgress.NONE);
        PoolStore store = new PoolStore(pool, true);
        CpuSlots slots = CpuSlots.empty(memory, pool.layout(), 4);
        SlotCache cache = new SlotCache(store, slots, Link.REAL, CachePolicy.LRU)) {
      MemorySegment record = pool.record(1, EXPERT);
      record.set(JAVA_BYTE, 1000, (byte) (record.get(JAVA_BYTE, 1000) ^ 1));
      InputException e = assertThrows(InputException.class, () -> load(cache));
      assertTrue(e.getMessage().contains("layer 1, expert 5 are damaged"), e::getMessage);
      record.set(JAVA_BYTE, 1000, (byte) (record.get(JAVA_BYTE, 1000) ^ 1));
      load(cache);
    }
  }

  private static void load(SlotCache cache) {
    ExpertBatch batch = new ExpertBatch(16, 4, 1);
    batch.fill(1, 1, new int[] {EXPERT}, new float[1]);
    cache.request(1, batch, 0, 1);
    try {
      cache.awaitLoaded(batch, 0, 1);
    } finally {
      cache.release(1, batch, 0, 1);
    }
  }
}
