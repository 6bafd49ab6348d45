package io.mobile4j.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.mobile4j.kernels.convert.RowConverter;
import io.mobile4j.kernels.convert.VectorRowConverter;
import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.kernels.matmul.PanelProduct;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.WeightFormat;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Shallow tiles, which {@link MatMulTest} does not see. */
class PanelProductTest {
  private final RowConverter converter = new VectorRowConverter();
  private final PanelProduct deep = new PanelProduct(converter, false);
  private final PanelProduct shallow = new PanelProduct(converter, true);

  /** Columns of one step, of some and a rest, and of two panels; tokens of each kind of tile. */
  @Test
  void shallowTilesGiveTheSameBits() {
    Random random = KernelsUnderTest.random();
    for (WeightFormat format : List.of(WeightFormat.BF16, WeightFormat.Q8_0_TILES)) {
      for (int cols : new int[] {96, 128, 1111, 2048, 4608}) {
        for (int tokens : new int[] {Lanes.LENGTH, 2 * Lanes.LENGTH, 7 * Lanes.LENGTH / 2 + 1}) {
          try (Arena arena = Arena.ofConfined()) {
            int rows = 61;
            Matrix w = StoredMatrix.random(random, format, rows, cols, arena).matrix();
            Rows x = Rows.of(KernelsUnderTest.gaussian(random, tokens * cols), cols);
            Rows expected = Rows.of(new float[tokens * rows], rows);
            Rows actual = Rows.of(new float[tokens * rows], rows);
            deep.multiply(w, x, expected, tokens, 0, rows);
            shallow.multiply(w, x, actual, tokens, 0, rows);
            assertArrayEquals(expected.data(), actual.data(), "%s, %d tokens".formatted(w, tokens));
          }
        }
      }
    }
  }
}
