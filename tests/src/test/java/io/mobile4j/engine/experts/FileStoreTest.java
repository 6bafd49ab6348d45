package io.mobile4j.engine.experts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.engine.ModelFiles;
import io.mobile4j.engine.device.ExpertBatch;
import io.mobile4j.engine.device.SlotMemory;
import io.mobile4j.engine.device.cpu.CpuSlots;
import io.mobile4j.loader.Golden;
import io.mobile4j.loader.expertfile.ExpertFiles;
import io.mobile4j.loader.expertfile.FaultyChannels;
import io.mobile4j.loader.expertfile.FaultyChannels.Reads;
import io.mobile4j.loader.weights.ExpertLayout;
import io.mobile4j.loader.weights.ExpertRecord;
import io.mobile4j.loader.weights.ExpertSource;
import io.mobile4j.loader.weights.LoadProgress;
import io.mobile4j.loader.weights.OffHeap;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Experts from the file into slots, as the disk allows. */
class FileStoreTest {
  private static final int EXPERT = 5;

  @TempDir private Path place;
  private final OffHeap memory = new OffHeap();
  private final FaultyChannels channels = new FaultyChannels();
  private final ExpertBatch batch = new ExpertBatch(16, 4, 1);
  private ExpertLayout layout;
  private FileStore store;
  private CpuSlots slots;

  @BeforeEach
  void open() {
    ExpertSource source = ModelFiles.read(Golden.model("olmoe")).experts();
    layout = source.asStored();
    store =
        new FileStore(
            new ExpertFiles(List.of(place), channels)
                .open(source, layout, false, memory, 1, LoadProgress.NONE),
            memory);
    slots = CpuSlots.empty(memory, layout, 4);
  }

  @AfterEach
  void close() {
    slots.close();
    store.close();
    assertEquals(0, channels.open.get(), "open files");
    memory.close();
  }

  @Test
  void readsIntoSlotsThatCanBeWritten() {
    try (SlotCache cache = new SlotCache(store, slots, Link.REAL, CachePolicy.LRU)) {
      ExpertRecord.verify(layout, slots.direct(load(cache)), 1, EXPERT);
    }
  }

  @Test
  void readsByWayOfAStagingBufferIntoADevicesSlots() {
    DeviceSlots device = new DeviceSlots();
    try (SlotCache cache = new SlotCache(store, device, Link.REAL, CachePolicy.LRU)) {
      load(cache);
      assertEquals(1, device.loads);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Reads.class,
      names = {"FAIL", "SHORT"})
  void aFaultyDiskIsReportedAndLeavesTheSlotsUsable(Reads fault) {
    try (SlotCache cache = new SlotCache(store, slots, Link.REAL, CachePolicy.LRU)) {
      channels.reads = fault;
      UncheckedIOException e = assertThrows(UncheckedIOException.class, () -> load(cache));
      assertTrue(e.getCause().getMessage().contains("experts-bf16.bin"), e::toString);
      channels.reads = Reads.WHOLE;
      ExpertRecord.verify(layout, slots.direct(load(cache)), 1, EXPERT);
    }
  }

  /** Returns the slot. */
  private int load(SlotCache cache) {
    batch.fill(1, 1, new int[] {EXPERT}, new float[1]);
    cache.request(1, batch, 0, 1);
    try {
      cache.awaitLoaded(batch, 0, 1);
    } finally {
      cache.release(1, batch, 0, 1);
    }
    return batch.slot(0);
  }

  /** Slots the host cannot write. */
  private final class DeviceSlots implements SlotMemory {
    private int loads;

    @Override
    public int slots() {
      return 4;
    }

    @Override
    public boolean resident() {
      return false;
    }

    @Override
    public void load(int slot, MemorySegment record) {
      ExpertRecord.verify(layout, record, 1, EXPERT);
      loads++;
    }

    @Override
    public MemorySegment direct(int slot) {
      return MemorySegment.NULL;
    }

    @Override
    public void close() {}
  }
}
