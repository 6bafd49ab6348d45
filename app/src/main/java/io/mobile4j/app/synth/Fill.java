package io.mobile4j.app.synth;

import io.mobile4j.app.synth.SynthCheckpoint.Weights;
import io.mobile4j.loader.safetensors.SafetensorsWriter;
import io.mobile4j.loader.weights.Bf16;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * Makes the values of tensors, block by block on all cores, and writes them. Each block has its own
 * seed, so the file does not depend on the number of cores.
 */
final class Fill {
  private static final int BLOCK_BYTES = 4 << 20;
  private static final int BLOCKS = 4 * Runtime.getRuntime().availableProcessors();
  private static final long GOLDEN_RATIO = 0x9e3779b97f4a7c15L;

  private final long seed;
  private final LongConsumer progress;
  private final Map<Double, RandomWeights> tables = new HashMap<>();
  private long done; // bytes, of all tensors

  /**
   * @param progress told of the bytes written so far; may end the writing by an exception
   */
  Fill(long seed, LongConsumer progress) {
    this.seed = seed;
    this.progress = progress;
  }

  /** Writes one tensor. */
  void write(Weights tensor, SafetensorsWriter writer) {
    long bytes = tensor.spec().bytes();
    try (Arena arena = Arena.ofShared()) {
      MemorySegment buffer =
          arena.allocate(Math.min((long) BLOCKS * BLOCK_BYTES, roundUp(bytes)), Long.BYTES);
      for (long at = 0; at < bytes; at += buffer.byteSize()) {
        long count = Math.min(buffer.byteSize(), bytes - at);
        values(tensor, buffer.asSlice(0, roundUp(count)));
        writer.write(buffer.asSlice(0, count));
        done += count;
        progress.accept(done);
      }
    }
  }

  private void values(Weights tensor, MemorySegment buffer) {
    if (tensor.deviation() == 0) {
      short value = Bf16.nearest(tensor.constant());
      for (long at = 0; at < buffer.byteSize(); at += Short.BYTES) {
        buffer.set(ValueLayout.JAVA_SHORT, at, value);
      }
      return;
    }
    RandomWeights random = tables.computeIfAbsent(tensor.deviation(), RandomWeights::new);
    int blocks = Math.toIntExact((buffer.byteSize() + BLOCK_BYTES - 1) / BLOCK_BYTES);
    long first = seed + GOLDEN_RATIO * (done / Short.BYTES);
    IntStream.range(0, blocks)
        .parallel()
        .forEach(
            block -> {
              long from = (long) block * BLOCK_BYTES;
              long length = Math.min(BLOCK_BYTES, buffer.byteSize() - from);
              random.fill(buffer.asSlice(from, length), first + GOLDEN_RATIO * from);
            });
  }

  private static long roundUp(long bytes) {
    return (bytes + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
  }
}
