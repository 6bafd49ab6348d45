package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.MEMORY;

import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Matrix;
import java.lang.foreign.ValueLayout;

/**
 * Brings a panel of a matrix into the caches, by a loop that does nothing else. A loop that also
 * makes floats waits for memory with few loads under way (docs/benchmarks.md).
 */
final class PanelTouch {
  private static final int CACHE_LINE = 64;

  private PanelTouch() {}

  /**
   * Reads of rows [row, row + rows) the columns [col, col + cols).
   *
   * @return something that depends on what was read, which the caller is to keep: the compiler
   *     leaves out what nobody uses
   */
  static int touch(Matrix w, int row, int rows, int col, int cols) {
    long rowBytes = w.format().rowBytes(w.cols());
    long first = Lanes.address(w.data(), row * rowBytes + w.format().rowBytes(col));
    int end = Math.min(w.cols(), col + cols); // tiles may count more columns than there are
    long bytes = w.format().rowBytes(end) - w.format().rowBytes(col);
    int all = 0;
    for (int r = 0; r < rows; r++) {
      long at = Lanes.plus(first, r * rowBytes);
      for (long i = 0; i < bytes; i += CACHE_LINE) {
        all |= MEMORY.get(ValueLayout.JAVA_BYTE, at + i);
      }
    }
    return all;
  }
}
