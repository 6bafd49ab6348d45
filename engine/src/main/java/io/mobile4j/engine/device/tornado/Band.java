package io.mobile4j.engine.device.tornado;

import io.mobile4j.engine.arch.Attention;
import io.mobile4j.engine.arch.Layer;
import io.mobile4j.engine.arch.Norm;
import io.mobile4j.engine.arch.Rope;
import io.mobile4j.kernels.device.ShortFloats;
import io.mobile4j.loader.weights.WeightFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Layers whose weights share a pair of arrays, and whose caches share another: as many as one array
 * of the device holds, usually all. Kernels of a band find a layer's weights by their index, so
 * that one graph computes every layer of the band.
 *
 * @param weights everything but experts and embedding
 * @param caches keys and values
 * @param places of stacks
 * @param vectors index of a norm's weight in the floats
 * @param tables index of a rotation's cosines in the floats; its sines follow
 * @param keys places of the layers' keys, by number of the layer
 * @param values likewise of the values; those of latent attention are where its keys are
 */
record Band(
    ArrayPair weights,
    ArrayPair caches,
    Map<Stack, Place> places,
    Map<Norm, Integer> vectors,
    Map<Rope, Integer> tables,
    Map<Integer, Place> keys,
    Map<Integer, Place> values) {

  /** Gives out places. */
  static final class Builder {
    private final Sizes sizes;
    private final Map<Stack, Place> places = new LinkedHashMap<>();
    private final Map<Norm, Integer> vectors = new LinkedHashMap<>();
    private final Map<Rope, Integer> tables = new LinkedHashMap<>();
    private final Map<Integer, Place> keys = new LinkedHashMap<>();
    private final Map<Integer, Place> values = new LinkedHashMap<>();
    private Extent weights = Extent.floats(ShortFloats.TABLES); // first of all the tables
    private Extent caches = Extent.NONE;

    Builder(Sizes sizes) {
      this.sizes = sizes;
    }

    /** Whether a layer fits in as well; an empty band takes any. */
    boolean fits(Layer layer) {
      Extent more = weights.plus(sizes.table(layer.attention().rope()));
      for (Stack stack : Stack.of(layer)) {
        more = more.plus(sizes.of(stack));
      }
      for (Norm norm : norms(layer)) {
        more = more.plus(Extent.floats(norm.size()));
      }
      Extent moreCaches = caches.plus(sizes.keys(layer)).plus(sizes.values(layer));
      return keys.isEmpty()
          || (more.fits(sizes.maxElements()) && moreCaches.fits(sizes.maxElements()));
    }

    boolean fits(Stack stack, Norm norm) {
      return weights
          .plus(sizes.of(stack))
          .plus(Extent.floats(norm.size()))
          .fits(sizes.maxElements());
    }

    void add(int number, Layer layer) {
      Stack.of(layer).forEach(this::add);
      norms(layer).forEach(this::add);
      Rope rope = layer.attention().rope();
      if (!tables.containsKey(rope)) {
        tables.put(rope, Math.toIntExact(weights.floats()));
        weights = weights.plus(sizes.table(rope));
      }
      Attention attention = layer.attention();
      keys.put(number, cache(attention.cacheHeads(), attention.keySize()));
      values.put(
          number,
          attention.storedValueSize() == 0
              ? keys.get(number)
              : cache(attention.cacheHeads(), attention.storedValueSize()));
    }

    void add(Stack stack) {
      WeightFormat format = sizes.format(stack);
      Place place = Place.at(weights, format, stack.rows(), stack.cols(), stack.bias());
      places.put(stack, place);
      weights = weights.plus(place.size());
    }

    void add(Norm norm) {
      vectors.put(norm, Math.toIntExact(weights.floats()));
      weights = weights.plus(Extent.floats(norm.size()));
    }

    private Place cache(int heads, int size) {
      int rows = Math.multiplyExact(heads, sizes.capacity());
      Place place = Place.at(caches, sizes.kv(), rows, size, false);
      caches = caches.plus(place.size());
      return place;
    }

    /** Makes the arrays. */
    Band build(HostShadow memory) {
      sizes.check(weights, "the weights of a layer");
      sizes.check(caches, "the KV cache of a layer");
      return new Band(
          ArrayPair.of(memory, weights),
          ArrayPair.of(memory, caches),
          places,
          vectors,
          tables,
          keys,
          values);
    }
  }

  /** Every norm of a layer. */
  static List<Norm> norms(Layer layer) {
    List<Norm> norms = new ArrayList<>();
    norms.add(layer.inputNorm());
    norms.add(layer.postAttentionNorm());
    switch (layer.attention()) {
      case Attention.GroupedQuery gqa ->
          gqa.qkNorm()
              .ifPresent(
                  qk -> {
                    norms.add(qk.q());
                    norms.add(qk.k());
                  });
      case Attention.Latent mla -> {
        mla.query().lowRank().ifPresent(low -> norms.add(low.norm()));
        norms.add(mla.kvANorm());
      }
    }
    return norms;
  }
}
