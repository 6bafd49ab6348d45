package io.mobile4j.kernels.matmul;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;

import io.mobile4j.kernels.lanes.LaneSum;
import io.mobile4j.loader.weights.Matrix;
import jdk.incubator.vector.FloatVector;

/**
 * Dot products of a few rows of a matrix with one vector: the decode path of one weight format.
 *
 * <p>The rows share the loads of the vector, and are streams that the memory serves at once. Each
 * row's sum is taken in the same order whatever the others are.
 */
interface RowDots {
  /** Rows at once. */
  default int rows() {
    return 4;
  }

  /** Columns come in multiples of this. */
  int unit();

  /** Whether {@link #add} reads the vector as {@link #arrange} leaves it, and not as it is. */
  default boolean arranges() {
    return false;
  }

  /**
   * Arranges columns of the vector.
   *
   * @param x the vector
   * @param from index of the first column
   * @param cols how many, a multiple of {@link #unit}
   * @param out [cols]
   */
  default void arrange(float[] x, int from, int cols, float[] out) {
    throw new UnsupportedOperationException("the vector is read as it is");
  }

  /**
   * {@code y[row + k * step] += w[row + k * step] . x} over columns [fromCol, toCol), k from 0 to
   * {@link #rows} - 1.
   *
   * @param w [rows, cols]
   * @param row first row
   * @param step rows from one to the next; 0 computes a single row
   * @param fromCol first column, a multiple of {@link #unit}
   * @param toCol end of the columns, a multiple of {@link #unit}
   * @param x the vector, arranged if need be
   * @param at index of column {@code fromCol} in x
   * @param y the result, [rows] from {@code out}
   */
  void add(
      Matrix w, int row, int step, int fromCol, int toCol, float[] x, int at, float[] y, int out);

  /**
   * Adds {@link LaneSum#sums} of four rows to y; all are read before one is written, as they may be
   * the same.
   */
  static void store(float[] y, int first, int step, FloatVector sums) {
    float y0 = y[first] + sums.lane(0);
    float y1 = y[first + step] + sums.lane(LaneSum.STEP);
    float y2 = y[first + 2 * step] + sums.lane(2 * LaneSum.STEP);
    float y3 = y[first + 3 * step] + sums.lane(3 * LaneSum.STEP);
    y[first] = y0;
    y[first + step] = y1;
    y[first + 2 * step] = y2;
    y[first + 3 * step] = y3;
  }

  /**
   * Adds sums over lanes to y.
   *
   * @param lanes [count, LENGTH] a vector of each row
   * @param first where the first row's sum is added
   * @param step from there to the next
   */
  static void addSums(float[] lanes, int count, float[] y, int first, int step) {
    for (int k = 0; k < count; k++) {
      y[first + k * step] += LaneSum.sum(FloatVector.fromArray(FLOAT, lanes, k * LENGTH));
    }
  }
}
