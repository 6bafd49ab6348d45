package io.mobile4j.engine.device.cpu;

import io.mobile4j.engine.arch.Attention;
import io.mobile4j.engine.arch.Layer;
import io.mobile4j.engine.arch.ModelSpec;
import io.mobile4j.engine.device.Timeline;
import io.mobile4j.kernels.attention.KvCache;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.OffHeap;
import io.mobile4j.loader.weights.OffHeapBuffer;
import io.mobile4j.loader.weights.WeightFormat;
import java.util.ArrayList;
import java.util.List;

/** The KV cache of one session in main memory. */
final class CpuTimeline implements Timeline {
  private static final int CACHE_LINE = 64;

  private final int contextTokens;
  private final List<OffHeapBuffer> buffers = new ArrayList<>();
  private final List<KvCache> layers = new ArrayList<>();

  CpuTimeline(OffHeap memory, ModelSpec spec, int contextTokens, WeightFormat format) {
    this.contextTokens = contextTokens;
    try {
      for (Layer layer : spec.layers()) {
        layers.add(cache(memory, layer.attention(), format));
      }
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  private KvCache cache(OffHeap memory, Attention attention, WeightFormat format) {
    int rows = Math.multiplyExact(attention.cacheHeads(), contextTokens);
    Matrix keys = matrix(memory, format, rows, attention.keySize());
    return switch (attention) {
      case Attention.GroupedQuery gqa ->
          new KvCache(
              gqa.kvHeads(),
              contextTokens,
              keys,
              matrix(memory, format, rows, gqa.headDim()),
              gqa.headDim());
      // The values of latent attention are the first part of its keys.
      case Attention.Latent mla -> new KvCache(1, contextTokens, keys, keys, mla.kvLoraRank());
    };
  }

  private Matrix matrix(OffHeap memory, WeightFormat format, int rows, int cols) {
    long values = format.valueBytes(rows, cols);
    long bytes = format.matrixBytes(rows, cols);
    OffHeapBuffer buffer = memory.allocate("kv cache", bytes, CACHE_LINE);
    buffers.add(buffer);
    return new Matrix(
        format,
        rows,
        cols,
        buffer.segment().asSlice(0, values),
        buffer.segment().asSlice(values, bytes - values));
  }

  KvCache layer(int layer) {
    return layers.get(layer);
  }

  @Override
  public int contextTokens() {
    return contextTokens;
  }

  @Override
  public long bytes() {
    return buffers.stream().mapToLong(buffer -> buffer.segment().byteSize()).sum();
  }

  @Override
  public void close() {
    buffers.forEach(OffHeapBuffer::close);
    buffers.clear();
    layers.clear();
  }
}
