package io.mobile4j.kernels.matmul;

import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.convert.RowConverter;
import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Matrix;

/** Products by the Vector API: {@link MatVec} for a few tokens, {@link PanelProduct} for more. */
public final class VectorMatMul implements MatMul {
  /**
   * Tokens from which converting the weights first pays: with vectors of up to 256 bits those that
   * are worth a tile (docs/benchmarks.md); with 512 bits as many have not been tried yet.
   */
  private static final int MANY = Lanes.LENGTH > 8 ? 3 : PanelProduct.WORTH_A_TILE + 1;

  /** Rows that a few tokens pass one after the other: they stay in the second-level cache. */
  private static final int BAND = 96;

  private final MatVec few;
  private final PanelProduct many;
  private final RowSum transposed;

  /**
   * @param converter reads rows of the weights
   */
  public VectorMatMul(RowConverter converter) {
    few = new MatVec();
    many = new PanelProduct(converter);
    transposed = new RowSum(converter);
  }

  @Override
  public void multiply(Matrix w, Rows x, Rows y, int tokens, int fromRow, int toRow) {
    if (tokens >= MANY) {
      many.multiply(w, x, y, tokens, fromRow, toRow);
      return;
    }
    int band = tokens == 1 ? toRow - fromRow : BAND;
    for (int row = fromRow; row < toRow; row += band) {
      int end = Math.min(toRow, row + band);
      for (int t = 0; t < tokens; t++) {
        few.multiply(w, x.data(), x.at(t), y.data(), y.at(t), row, end);
      }
    }
  }

  @Override
  public void multiplyBoth(
      Matrix v, Matrix w, Rows x, Rows y, Rows z, int tokens, int fromRow, int toRow) {
    if (tokens >= MANY) {
      many.multiply(new Matrix[] {v, w}, x, new Rows[] {y, z}, tokens, fromRow, toRow);
    } else {
      MatMul.super.multiplyBoth(v, w, x, y, z, tokens, fromRow, toRow);
    }
  }

  @Override
  public void multiplyTransposed(
      Matrix w, int fromRow, int toRow, float[] x, int xOffset, float[] out, int outOffset) {
    transposed.sum(w, w.cols(), fromRow, toRow, x, xOffset - fromRow, out, outOffset);
  }
}
