package io.mobile4j.engine.device.tornado;

import io.mobile4j.engine.arch.Layer;
import io.mobile4j.engine.arch.Rope;
import io.mobile4j.loader.InputException;
import io.mobile4j.loader.weights.DenseWeights;
import io.mobile4j.loader.weights.WeightFormat;
import java.util.List;

/**
 * How much room things need on a device.
 *
 * @param weights tells the formats
 * @param kv format of caches
 * @param capacity positions of a cache
 * @param maxElements most elements of an array
 */
record Sizes(DenseWeights weights, WeightFormat kv, int capacity, long maxElements) {
  /** Format of a stack: that of its parts, or floats where they differ. */
  WeightFormat format(Stack stack) {
    List<WeightFormat> formats =
        stack.parts().stream()
            .map(part -> weights.matrix(part.weight()).format())
            .distinct()
            .toList();
    return formats.size() == 1 ? formats.getFirst() : WeightFormat.F32;
  }

  Extent of(Stack stack) {
    return Extent.of(format(stack), stack.rows(), stack.cols())
        .plus(Extent.floats(stack.bias() ? stack.rows() : 0));
  }

  /** Cosines and sines. */
  Extent table(Rope rope) {
    return Extent.floats((long) capacity * rope.dim());
  }

  Extent keys(Layer layer) {
    return cache(layer.attention().cacheHeads(), layer.attention().keySize());
  }

  Extent values(Layer layer) {
    return cache(layer.attention().cacheHeads(), layer.attention().storedValueSize());
  }

  private Extent cache(int heads, int size) {
    return Extent.of(kv, (long) heads * capacity, size);
  }

  /**
   * @throws InputException if an array of the device cannot hold so much
   */
  void check(Extent extent, String what) {
    if (!extent.fits(maxElements)) {
      throw new InputException(
          "%s need an array of %d elements, and the device's largest has %d; take --dense q8_0, --kv q8_0, a smaller context, or --device cpu"
              .formatted(what, Math.max(extent.floats(), extent.ints()), maxElements));
    }
  }
}
