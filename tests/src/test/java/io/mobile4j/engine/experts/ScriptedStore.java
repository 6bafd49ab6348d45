package io.mobile4j.engine.experts;

import io.mobile4j.engine.device.SlotMemory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A store that remembers the order of its loads, and does with each what the test says. */
class ScriptedStore implements ExpertStore {
  static final long RECORD_BYTES = 4096;

  private final int layers;
  private final int experts;
  private final int atOnce;
  private final List<Integer> loads = Collections.synchronizedList(new ArrayList<>());

  ScriptedStore(int layers, int experts, int atOnce) {
    this.layers = layers;
    this.experts = experts;
    this.atOnce = atOnce;
  }

  /** What happens while an expert is loaded: may wait, or fail. */
  protected void during(int key) throws IOException {}

  /** Keys in the order in which their loads began. */
  List<Integer> loads() {
    synchronized (loads) {
      return List.copyOf(loads);
    }
  }

  @Override
  public final void load(int expertLayer, int expert, SlotMemory slots, int slot)
      throws IOException {
    int key = expertLayer * experts + expert;
    loads.add(key);
    IOException[] failure = new IOException[1];
    ((WatchedSlots) slots)
        .write(
            slot,
            key,
            () -> {
              try {
                during(key);
              } catch (IOException e) {
                failure[0] = e;
              }
            });
    if (failure[0] != null) {
      throw failure[0];
    }
  }

  @Override
  public int layers() {
    return layers;
  }

  @Override
  public int experts() {
    return experts;
  }

  @Override
  public long recordBytes() {
    return RECORD_BYTES;
  }

  @Override
  public int transfersAtOnce(SlotMemory slots) {
    return atOnce;
  }

  @Override
  public String description() {
    return "a test";
  }

  @Override
  public void close() {}
}
