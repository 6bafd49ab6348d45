package io.mobile4j.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.kernels.matmul.MatVec;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.WeightFormat;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The loops with more streams, which {@link MatMulTest} does not see. */
class MatVecTest {
  private final MatVec fewer = new MatVec(false);
  private final MatVec more = new MatVec(true);

  /** Columns of a few blocks; of a tile; of tiles, blocks and a rest; of two blocks of x. */
  @Test
  void moreStreamsGiveTheSameBits() {
    assumeTrue(Lanes.WIDE, "there is one loop where vectors are shorter than 512 bits");
    Random random = KernelsUnderTest.random();
    for (WeightFormat format : List.of(WeightFormat.BF16, WeightFormat.Q8_0_TILES)) {
      for (int cols : new int[] {32, 96, 512, 1111, 2048, 4608}) {
        for (int rows : new int[] {1, 2, 5, 6, 7, 11, 97, 1201}) {
          try (Arena arena = Arena.ofConfined()) {
            Matrix w = StoredMatrix.random(random, format, rows, cols, arena).matrix();
            float[] x = KernelsUnderTest.gaussian(random, 3 + cols);
            float[] expected = new float[2 + rows];
            float[] actual = new float[2 + rows];
            fewer.multiply(w, x, 3, expected, 2, 0, rows);
            more.multiply(w, x, 3, actual, 2, 0, rows);
            assertArrayEquals(expected, actual, "%s, %d rows".formatted(w, rows));
          }
        }
      }
    }
  }
}
