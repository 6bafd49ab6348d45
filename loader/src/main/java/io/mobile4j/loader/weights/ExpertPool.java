package io.mobile4j.loader.weights;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Every expert of a model off heap: one buffer a layer, one record an expert. */
public final class ExpertPool implements AutoCloseable {
  private final ExpertLayout layout;
  private final int experts;
  private final SortedMap<Integer, OffHeapBuffer> layers = new TreeMap<>();

  private ExpertPool(ExpertLayout layout, int experts) {
    this.layout = layout;
    this.experts = experts;
  }

  /**
   * Loads all experts.
   *
   * @param owner the memory they go to
   * @param layout of the records; the format is the stored one, F32 or one of quants
   * @param checksum whether each record gets a checksum, which is verified when all are loaded
   * @param threads how many load at once
   * @throws io.mobile4j.loader.InputException if one cannot be read or does not fit the memory;
   *     nothing stays allocated then
   */
  public static ExpertPool load(
      OffHeap owner,
      ExpertSource source,
      ExpertLayout layout,
      boolean checksum,
      int threads,
      LoadProgress progress) {
    ExpertPool pool = new ExpertPool(layout, source.experts());
    try {
      pool.allocate(owner, source.layers());
      pool.fill(source, checksum, threads, progress);
      if (checksum) {
        pool.verify();
      }
      return pool;
    } catch (Throwable e) {
      pool.close();
      throw e;
    }
  }

  private void allocate(OffHeap owner, List<Integer> layerNumbers) {
    for (int layer : layerNumbers) {
      layers.put(
          layer,
          owner.allocate("experts", experts * layout.recordBytes(), ExpertLayout.PAGE_BYTES));
    }
  }

  private void fill(ExpertSource source, boolean checksum, int threads, LoadProgress progress) {
    List<Integer> numbers = new ArrayList<>(layers.keySet());
    ParallelLoad.run(
        numbers.size() * experts,
        threads,
        source.bytes(),
        progress,
        i -> {
          int layer = numbers.get(i / experts);
          int expert = i % experts;
          ExpertRecord.load(source, layer, expert, layout, record(layer, expert), checksum);
          return source.matrices(layer, expert).bytes();
        });
  }

  /** The layout of every record. */
  public ExpertLayout layout() {
    return layout;
  }

  /** Experts a layer. */
  public int experts() {
    return experts;
  }

  /** Numbers of the layers that have experts, ascending. */
  public List<Integer> layers() {
    return List.copyOf(layers.keySet());
  }

  /** Bytes held, paddings counted. */
  public long bytes() {
    return layers.values().stream().mapToLong(buffer -> buffer.segment().byteSize()).sum();
  }

  /**
   * One expert's record; it lives as long as this pool.
   *
   * @param layer number of the model's layer
   */
  public MemorySegment record(int layer, int expert) {
    return layers.get(layer).segment().asSlice(expert * layout.recordBytes(), layout.recordBytes());
  }

  /**
   * Checks every record's identity, and its checksum if it has one.
   *
   * @throws io.mobile4j.loader.InputException naming the first expert that is damaged
   */
  public void verify() {
    for (int layer : layers.keySet()) {
      for (int expert = 0; expert < experts; expert++) {
        ExpertRecord.verify(layout, record(layer, expert), layer, expert);
      }
    }
  }

  @Override
  public void close() {
    layers.values().forEach(OffHeapBuffer::close);
    layers.clear();
  }
}
