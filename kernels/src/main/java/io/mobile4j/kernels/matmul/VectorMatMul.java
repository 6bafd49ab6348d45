package io.mobile4j.kernels.matmul;

import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.convert.RowConverter;
import io.mobile4j.loader.weights.Matrix;

/**
 * Products by the Vector API: {@link MatVec} for one token, {@link BandProduct} for a few, {@link
 * PanelProduct} for more.
 */
public final class VectorMatMul implements MatMul {
  private final MatVec one;
  private final BandProduct few;
  private final PanelProduct many;
  private final RowSum transposed;

  /**
   * @param converter reads rows of the weights
   * @param one multiplies one token
   * @param many multiplies many
   */
  public VectorMatMul(RowConverter converter, MatVec one, PanelProduct many) {
    this.one = one;
    few = new BandProduct(one);
    this.many = many;
    transposed = new RowSum(converter);
  }

  @Override
  public void multiply(Matrix w, Rows x, Rows y, int tokens, int fromRow, int toRow) {
    if (tokens == 1) {
      one.multiply(w, x.data(), x.at(0), y.data(), y.at(0), fromRow, toRow);
    } else if (tokens <= few.most(w.format())) {
      few.multiply(w, x, y, tokens, fromRow, toRow);
    } else {
      many.multiply(w, x, y, tokens, fromRow, toRow);
    }
  }

  @Override
  public void multiplyBoth(
      Matrix v, Matrix w, Rows x, Rows y, Rows z, int tokens, int fromRow, int toRow) {
    if (tokens <= Math.max(few.most(v.format()), few.most(w.format()))) {
      MatMul.super.multiplyBoth(v, w, x, y, z, tokens, fromRow, toRow);
    } else {
      many.multiply(new Matrix[] {v, w}, x, new Rows[] {y, z}, tokens, fromRow, toRow);
    }
  }

  @Override
  public void multiplyTransposed(
      Matrix w, int fromRow, int toRow, float[] x, int xOffset, float[] out, int outOffset) {
    transposed.sum(w, w.cols(), fromRow, toRow, x, xOffset - fromRow, out, outOffset);
  }
}
