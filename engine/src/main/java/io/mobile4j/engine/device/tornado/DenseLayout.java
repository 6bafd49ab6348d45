package io.mobile4j.engine.device.tornado;

import io.mobile4j.engine.arch.ModelSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Which band each layer is in.
 *
 * @param capacity positions of a cache
 * @param bands all
 * @param ofLayer [L] band of each layer
 * @param ofHead band of the last norm and the head
 */
record DenseLayout(int capacity, List<Band> bands, int[] ofLayer, int ofHead) {

  /** Fills band after band. */
  static DenseLayout of(ModelSpec spec, Sizes sizes, HostShadow memory) {
    List<Band.Builder> builders = new ArrayList<>(List.of(new Band.Builder(sizes)));
    int[] ofLayer = new int[spec.layers().size()];
    for (int layer = 0; layer < ofLayer.length; layer++) {
      if (!builders.getLast().fits(spec.layers().get(layer))) {
        builders.add(new Band.Builder(sizes));
      }
      builders.getLast().add(layer, spec.layers().get(layer));
      ofLayer[layer] = builders.size() - 1;
    }
    Stack head = Stack.of(spec.lmHead());
    if (!builders.getLast().fits(head, spec.norm())) {
      builders.add(new Band.Builder(sizes));
    }
    builders.getLast().add(head);
    builders.getLast().add(spec.norm());
    List<Band> bands = builders.stream().map(builder -> builder.build(memory)).toList();
    return new DenseLayout(sizes.capacity(), bands, ofLayer, bands.size() - 1);
  }

  Band band(int layer) {
    return bands.get(ofLayer[layer]);
  }

  Band headBand() {
    return bands.get(ofHead);
  }
}
