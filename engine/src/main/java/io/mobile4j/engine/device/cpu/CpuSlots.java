package io.mobile4j.engine.device.cpu;

import io.mobile4j.engine.device.SlotMemory;
import io.mobile4j.loader.weights.ExpertLayout;
import io.mobile4j.loader.weights.ExpertPool;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.OffHeap;
import io.mobile4j.loader.weights.OffHeapBuffer;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Slots in main memory: the pool itself where every expert is resident, else buffers of their own.
 */
public final class CpuSlots implements SlotMemory {
  private final boolean resident;
  private final List<OffHeapBuffer> owned;
  private final MemorySegment[] records;
  private final Matrix[] gate;
  private final Matrix[] up;
  private final Matrix[] down;

  private CpuSlots(
      ExpertLayout layout,
      boolean resident,
      List<MemorySegment> records,
      List<OffHeapBuffer> owned) {
    this.resident = resident;
    this.owned = owned;
    this.records = records.toArray(MemorySegment[]::new);
    gate = records.stream().map(layout::gate).toArray(Matrix[]::new);
    up = records.stream().map(layout::up).toArray(Matrix[]::new);
    down = records.stream().map(layout::down).toArray(Matrix[]::new);
  }

  /** A slot for every expert: its record in the pool, which must live longer. */
  public static CpuSlots of(ExpertPool pool) {
    List<MemorySegment> records = new ArrayList<>();
    for (int layer : pool.layers()) {
      for (int expert = 0; expert < pool.experts(); expert++) {
        records.add(pool.record(layer, expert));
      }
    }
    return new CpuSlots(pool.layout(), true, records, List.of());
  }

  /** So many empty slots, one after the other. */
  public static CpuSlots empty(OffHeap memory, ExpertLayout layout, int slots) {
    long bytes = layout.recordBytes();
    OffHeapBuffer all = memory.allocate("expert slots", slots * bytes, ExpertLayout.PAGE_BYTES);
    List<MemorySegment> records =
        IntStream.range(0, slots)
            .mapToObj(slot -> all.segment().asSlice(slot * bytes, bytes))
            .toList();
    return new CpuSlots(layout, false, records, List.of(all));
  }

  Matrix gate(int slot) {
    return gate[slot];
  }

  Matrix up(int slot) {
    return up[slot];
  }

  Matrix down(int slot) {
    return down[slot];
  }

  @Override
  public int slots() {
    return records.length;
  }

  @Override
  public boolean resident() {
    return resident;
  }

  @Override
  public void load(int slot, MemorySegment record) {
    records[slot].copyFrom(record);
  }

  @Override
  public MemorySegment direct(int slot) {
    return records[slot];
  }

  @Override
  public void close() {
    owned.forEach(OffHeapBuffer::close);
  }
}
