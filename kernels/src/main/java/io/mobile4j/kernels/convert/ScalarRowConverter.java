package io.mobile4j.kernels.convert;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.mobile4j.loader.weights.Bf16;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.WeightFormat;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** What each stored format means, one value at a time. */
public final class ScalarRowConverter implements RowConverter {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** The value w[row, col]. */
  public static float value(Matrix w, int row, int col) {
    long at = w.offset(row, col);
    return switch (w.format()) {
      case F32 -> w.data().get(FLOAT, at);
      case BF16 -> Bf16.toFloat(w.data().get(SHORT, at));
      case F16 -> Float.float16ToFloat(w.data().get(SHORT, at));
      case Q8_0, Q8_0_TILES ->
          w.data().get(JAVA_BYTE, at) * w.scale(row, col / WeightFormat.Q8_BLOCK);
    };
  }

  @Override
  public void read(Matrix w, int row, int from, int to, float[] out, int outOffset) {
    for (int col = from; col < to; col++) {
      out[outOffset + col - from] = value(w, row, col);
    }
  }
}
