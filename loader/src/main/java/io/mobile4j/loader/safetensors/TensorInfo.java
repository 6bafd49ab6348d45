package io.mobile4j.loader.safetensors;

import java.nio.file.Path;
import java.util.List;

/**
 * Where a tensor is.
 *
 * @param name its name in the checkpoint
 * @param dtype type of its elements
 * @param shape its dimensions, outermost first; empty for a scalar
 * @param file the file that holds it
 * @param begin offset of its first byte in the file
 * @param end offset behind its last byte
 */
public record TensorInfo(
    String name, DType dtype, List<Long> shape, Path file, long begin, long end) {
  public TensorInfo {
    shape = List.copyOf(shape);
  }

  /** Bytes of all elements. */
  public long bytes() {
    return end - begin;
  }
}
