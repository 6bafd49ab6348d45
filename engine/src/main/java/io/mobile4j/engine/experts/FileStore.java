package io.mobile4j.engine.experts;

import io.mobile4j.engine.device.SlotMemory;
import io.mobile4j.loader.expertfile.ExpertFile;
import io.mobile4j.loader.weights.ExpertLayout;
import io.mobile4j.loader.weights.OffHeap;
import io.mobile4j.loader.weights.OffHeapBuffer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Every expert on disk. */
public final class FileStore implements ExpertStore {
  /** One read under way leaves the disk idle between two; more than two gain nothing. */
  private static final int READS_AT_ONCE = 2;

  private final ExpertFile file;
  private final OffHeap memory;
  private OffHeapBuffer staging; // null until slots that the host cannot write need it

  /**
   * @param file closed with this store
   * @param memory for one record, on the way to a device
   */
  public FileStore(ExpertFile file, OffHeap memory) {
    this.file = file;
    this.memory = memory;
  }

  @Override
  public int layers() {
    return file.layers();
  }

  @Override
  public int experts() {
    return file.experts();
  }

  @Override
  public long recordBytes() {
    return file.layout().recordBytes();
  }

  @Override
  public void load(int expertLayer, int expert, SlotMemory slots, int slot) throws IOException {
    MemorySegment direct = slots.direct(slot);
    if (direct.equals(MemorySegment.NULL)) {
      file.read(expertLayer, expert, staging());
      slots.load(slot, staging());
    } else {
      file.read(expertLayer, expert, direct);
    }
  }

  /** Only one thread loads where the slots cannot be written directly. */
  private MemorySegment staging() {
    if (staging == null) {
      staging = memory.allocate("expert staging", recordBytes(), ExpertLayout.PAGE_BYTES);
    }
    return staging.segment();
  }

  @Override
  public int transfersAtOnce(SlotMemory slots) {
    return slots.direct(0).equals(MemorySegment.NULL) ? 1 : READS_AT_ONCE;
  }

  @Override
  public String description() {
    return "%s (%s)"
        .formatted(file.path(), file.direct() ? "direct reads" : "through the page cache");
  }

  @Override
  public void close() {
    if (staging != null) {
      staging.close();
    }
    file.close();
  }
}
