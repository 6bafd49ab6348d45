package io.mobile4j.engine.device.tornado;

import io.mobile4j.kernels.device.DeviceHeads;
import java.util.HashMap;
import java.util.Map;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * Buffers of a pass by purpose and width, shared by all layers that ask for the same. They stay on
 * the device.
 */
final class Activations {
  private record Key(String purpose, long size) {}

  private final HostShadow memory;
  private final int tokens;
  private final Map<Key, FloatArray> buffers = new HashMap<>();

  /**
   * @param tokens T, rows of every buffer
   */
  Activations(HostShadow memory, int tokens) {
    this.memory = memory;
    this.tokens = tokens;
  }

  int tokens() {
    return tokens;
  }

  /** The buffer [T, size] for a purpose. */
  FloatArray buffer(String purpose, int size) {
    return scratch(purpose, (long) tokens * size);
  }

  /** The buffer [T, heads, size] for a purpose. */
  DeviceHeads heads(String purpose, int heads, int size) {
    int stride = heads * size;
    return new DeviceHeads(buffer(purpose, stride), tokens, stride, 0, heads, size);
  }

  /** One row of each token. */
  DeviceHeads rows(FloatArray buffer, int size) {
    return new DeviceHeads(buffer, tokens, size, 0, 1, size);
  }

  /** So many values for a purpose. */
  FloatArray scratch(String purpose, long size) {
    return buffers.computeIfAbsent(new Key(purpose, size), key -> memory.floats(size));
  }
}
