package io.mobile4j.engine.experts;

import io.mobile4j.engine.device.ExpertBatch;
import io.mobile4j.engine.device.SlotMemory;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;

/** Slots that hold the number of an expert, and notice when one is written while it is read. */
final class WatchedSlots implements SlotMemory {
  private static final int NOTHING = -1;

  private final AtomicIntegerArray content; // [S] key of the expert
  private final AtomicIntegerArray readers; // [S]
  private final AtomicIntegerArray writers; // [S]
  private final AtomicReference<String> fault = new AtomicReference<>();

  WatchedSlots(int slots) {
    content = new AtomicIntegerArray(slots);
    readers = new AtomicIntegerArray(slots);
    writers = new AtomicIntegerArray(slots);
    for (int slot = 0; slot < slots; slot++) {
      content.set(slot, NOTHING);
    }
  }

  /** Writes an expert into a slot, as slowly as {@code meanwhile} is. */
  void write(int slot, int key, Runnable meanwhile) {
    if (writers.incrementAndGet(slot) != 1) {
      fault.compareAndSet(null, "slot " + slot + " is written twice at once");
    }
    content.set(slot, NOTHING);
    try {
      meanwhile.run();
      if (readers.get(slot) != 0) {
        fault.compareAndSet(null, "slot " + slot + " is written while it is read");
      }
      content.set(slot, key);
    } finally {
      writers.decrementAndGet(slot);
    }
  }

  /** Reads some experts of a batch, as slowly as {@code meanwhile} is. */
  void read(int layer, int experts, ExpertBatch batch, int from, int to, Runnable meanwhile) {
    for (int i = from; i < to; i++) {
      readers.incrementAndGet(batch.slot(i));
      check(layer * experts + batch.expert(i), batch.slot(i));
    }
    meanwhile.run();
    for (int i = from; i < to; i++) {
      check(layer * experts + batch.expert(i), batch.slot(i));
      readers.decrementAndGet(batch.slot(i));
    }
  }

  private void check(int key, int slot) {
    if (content.get(slot) != key) {
      fault.compareAndSet(null, "slot %d holds %d, not %d".formatted(slot, content.get(slot), key));
    }
  }

  /** The first thing that went wrong, or null. */
  String fault() {
    return fault.get();
  }

  @Override
  public int slots() {
    return content.length();
  }

  @Override
  public boolean resident() {
    return false;
  }

  @Override
  public void load(int slot, MemorySegment record) {
    throw new UnsupportedOperationException("the store writes");
  }

  @Override
  public MemorySegment direct(int slot) {
    return MemorySegment.NULL;
  }

  @Override
  public void close() {}
}
