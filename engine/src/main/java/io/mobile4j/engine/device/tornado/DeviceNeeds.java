package io.mobile4j.engine.device.tornado;

import io.mobile4j.engine.arch.Attention;
import io.mobile4j.engine.arch.FeedForward;
import io.mobile4j.engine.arch.Layer;
import io.mobile4j.engine.arch.ModelSpec;
import io.mobile4j.loader.weights.DenseTensor;
import io.mobile4j.loader.weights.ExpertLayout;
import io.mobile4j.loader.weights.WeightFormat;
import java.util.List;

/**
 * What a model takes of a device's memory, known before anything is there.
 *
 * @param slotBytes of one expert
 * @param otherBytes of all else: dense weights, the KV cache, a pass, windows for transfers; rather
 *     too much than too little
 */
public record DeviceNeeds(long slotBytes, long otherBytes) {
  /** Windows of a band, and what a driver keeps of a program. */
  private static final long OVERHEAD = 32L << 20;

  private static final int COPIES = 4; // buffers of a width in a pass, at most

  /**
   * The needs of a model.
   *
   * @param dense its dense matrices
   * @param kvBytes of one KV cache
   * @param contextTokens positions of it
   */
  public static DeviceNeeds of(
      ModelSpec spec,
      List<DenseTensor> dense,
      ExpertLayout expert,
      long kvBytes,
      int contextTokens) {
    long slot = TornadoSlots.slotBytes(expert);
    long weights =
        dense.stream().filter(t -> isUsed(spec, t)).mapToLong(DeviceNeeds::bytesOf).sum();
    long tables = spec.layers().stream().mapToLong(l -> l.attention().rope().dim()).max().orElse(0);
    return new DeviceNeeds(
        slot,
        weights
            + kvBytes
            + Float.BYTES * (contextTokens * tables + passValues(spec))
            + 2 * slot // windows for experts
            + OVERHEAD);
  }

  /** Bytes of a matrix on a device, whose scales are floats. */
  public static long matrixBytes(WeightFormat format, long rows, int cols) {
    return Extent.of(format, rows, cols).bytes();
  }

  /** The embedding stays in main memory, unless it is the head as well. */
  private static boolean isUsed(ModelSpec spec, DenseTensor tensor) {
    return !tensor.name().equals(spec.embedTokens())
        || tensor.name().equals(spec.lmHead().weight());
  }

  private static long bytesOf(DenseTensor tensor) {
    return matrixBytes(tensor.format(), tensor.stored().rows(), tensor.stored().cols());
  }

  /** Values of the buffers of a pass. */
  private static long passValues(ModelSpec spec) {
    int k = spec.experts().topK();
    long attention = 0;
    long dense = 0;
    for (Layer layer : spec.layers()) {
      attention = Math.max(attention, widest(layer.attention()));
      dense = Math.max(dense, inner(layer.feedForward()));
    }
    long ofToken =
        COPIES * (spec.hiddenSize() + attention + dense)
            + (long) k * (spec.hiddenSize() + spec.expertIntermediateSize())
            + spec.experts().routing().experts()
            + spec.vocabSize();
    return (Target.TOKENS + 1L) * ofToken;
  }

  private static long widest(Attention attention) {
    return switch (attention) {
      case Attention.GroupedQuery gqa -> (long) gqa.heads() * gqa.headDim();
      case Attention.Latent mla ->
          (long) mla.heads() * Math.max(Math.max(mla.keySize(), mla.qkHeadDim()), mla.vHeadDim());
    };
  }

  private static long inner(FeedForward feedForward) {
    return switch (feedForward) {
      case FeedForward.Dense ffn -> ffn.intermediateSize();
      case FeedForward.Experts routed ->
          routed.shared().map(shared -> shared.ffn().intermediateSize()).orElse(0);
    };
  }
}
