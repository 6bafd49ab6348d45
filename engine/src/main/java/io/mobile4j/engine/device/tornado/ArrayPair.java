package io.mobile4j.engine.device.tornado;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Floats and ints of one purpose on a device.
 *
 * @param floats never empty
 * @param ints null where all is floats
 */
record ArrayPair(FloatArray floats, IntArray ints) {
  static ArrayPair of(HostShadow memory, Extent extent) {
    return new ArrayPair(
        memory.floats(Math.max(1, extent.floats())),
        extent.ints() == 0 ? null : memory.ints(extent.ints()));
  }
}
