package io.mobile4j.loader.safetensors;

import java.util.List;

/**
 * A tensor to be written.
 *
 * @param name its name
 * @param dtype type of its elements
 * @param shape its dimensions, outermost first
 */
public record TensorSpec(String name, DType dtype, List<Long> shape) {
  public TensorSpec {
    shape = List.copyOf(shape);
  }

  /** Bytes of all elements. */
  public long bytes() {
    return shape.stream().reduce((long) dtype.bytes(), Math::multiplyExact);
  }
}
