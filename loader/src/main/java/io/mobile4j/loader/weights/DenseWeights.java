package io.mobile4j.loader.weights;

import io.mobile4j.loader.safetensors.Checkpoint;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The weights that every token uses, off heap, by their names in the checkpoint. */
public final class DenseWeights implements AutoCloseable {
  private static final int CACHE_LINE = 64;

  private final OffHeapBuffer memory;
  private final Map<String, Matrix> matrices = new HashMap<>();

  /** Lays the tensors out one after the other, values and scales each on a cache line. */
  private DenseWeights(OffHeap owner, List<DenseTensor> tensors) {
    long bytes = tensors.stream().mapToLong(DenseWeights::footprint).sum();
    this.memory = owner.allocate("dense weights", bytes, CACHE_LINE);
    long offset = 0;
    for (DenseTensor tensor : tensors) {
      matrices.put(
          tensor.name(), matrix(tensor, memory.segment().asSlice(offset, footprint(tensor))));
      offset += footprint(tensor);
    }
  }

  /**
   * Loads tensors.
   *
   * @param owner the memory they go to
   * @param tensors what to load, no name twice
   * @param threads how many load at once
   * @throws io.mobile4j.loader.InputException if one cannot be read or does not fit the memory;
   *     nothing stays allocated then
   */
  public static DenseWeights load(
      OffHeap owner,
      Checkpoint checkpoint,
      List<DenseTensor> tensors,
      int threads,
      LoadProgress progress) {
    DenseWeights weights = new DenseWeights(owner, tensors);
    try {
      long total = tensors.stream().mapToLong(tensor -> tensor.stored().bytes()).sum();
      ParallelLoad.run(
          tensors.size(),
          threads,
          total,
          progress,
          i -> {
            DenseTensor tensor = tensors.get(i);
            WeightCopy.copy(checkpoint, tensor.stored(), weights.matrix(tensor.name()));
            return tensor.stored().bytes();
          });
      return weights;
    } catch (Throwable e) {
      weights.close();
      throw e;
    }
  }

  /**
   * The matrix of that name; it lives as long as these weights.
   *
   * @throws IllegalArgumentException if it was not loaded
   */
  public Matrix matrix(String name) {
    Matrix matrix = matrices.get(name);
    if (matrix == null) {
      throw new IllegalArgumentException("tensor " + name + " was not loaded");
    }
    return matrix;
  }

  /** A copy of a tensor's values as floats, row after row. */
  public float[] floats(String name) {
    return Values.all(matrix(name));
  }

  /** Bytes held. */
  public long bytes() {
    return memory.segment().byteSize();
  }

  @Override
  public void close() {
    memory.close();
  }

  private static Matrix matrix(DenseTensor tensor, MemorySegment memory) {
    long values = valueBytes(tensor);
    return new Matrix(
        tensor.format(),
        tensor.stored().rows(),
        tensor.stored().cols(),
        memory.asSlice(0, values),
        memory.asSlice(roundUp(values), tensor.bytes() - values));
  }

  private static long footprint(DenseTensor tensor) {
    long values = valueBytes(tensor);
    return roundUp(values) + roundUp(tensor.bytes() - values);
  }

  private static long valueBytes(DenseTensor tensor) {
    StoredMatrix stored = tensor.stored();
    return tensor.format().valueBytes(stored.rows(), stored.cols());
  }

  private static long roundUp(long bytes) {
    return (bytes + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
  }
}
