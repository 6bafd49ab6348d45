package io.mobile4j.kernels.convert;

import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.INT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;
import static io.mobile4j.kernels.lanes.Lanes.MEMORY;
import static io.mobile4j.kernels.lanes.Lanes.ORDER;
import static io.mobile4j.kernels.lanes.Lanes.SHORT;
import static io.mobile4j.loader.weights.WeightFormat.Q8_BLOCK;
import static io.mobile4j.loader.weights.WeightFormat.SCALE_BYTES;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.S2I;

import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.Q8Tiles;
import io.mobile4j.loader.weights.WeightFormat;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

/** Rows of {@link WeightFormat#Q8_0_TILES} as floats in the order in which they are stored. */
public final class TileRows {
  private static final int BLOCKS = Q8Tiles.BLOCKS;

  private TileRows() {}

  /**
   * Reads tiles: of each, floats [8 words, 4 quants, 16 blocks], zeros for blocks that it lacks.
   *
   * @param from column at which the first tile begins
   * @param to columns end before this; those of a tile count as 512
   * @param out gets {@code to - from} floats from {@code outOffset}
   */
  public static void read(Matrix w, int row, int from, int to, float[] out, int outOffset) {
    long start = Lanes.address(w.data(), row * w.format().rowBytes(w.cols()));
    for (int col = from; col < to; col += Q8Tiles.COLS) {
      long tile = Lanes.plus(start, Q8Tiles.tile(col));
      long scales = Lanes.plus(start, Q8Tiles.scale(col / Q8_BLOCK));
      int step = Q8Tiles.blocks(w.cols(), col) * Q8Tiles.WORD;
      for (int lane = 0; lane < BLOCKS; lane += LENGTH) {
        int at = outOffset + col - from + lane;
        read(tile + lane * Q8Tiles.WORD, step, scales + lane * SCALE_BYTES, out, at);
      }
    }
  }

  /** Some blocks of a tile; what is beyond its last one is finite, and its scale zero. */
  private static void read(long tile, int step, long scales, float[] out, int at) {
    var bits = ShortVector.fromMemorySegment(SHORT, MEMORY, Lanes.plus(scales, 0), ORDER);
    FloatVector scale =
        ((IntVector) bits.convertShape(S2I, INT, 0)).lanewise(LSHL, 16).reinterpretAsFloats();
    for (int i = 0; i < Q8Tiles.BLOCK_WORDS; i++) {
      IntVector word =
          IntVector.fromMemorySegment(INT, MEMORY, Lanes.plus(tile, (long) i * step), ORDER);
      int to = at + i * Q8Tiles.WORD * BLOCKS;
      IntVector quant = word.lanewise(LSHL, 24).lanewise(ASHR, 24);
      ((FloatVector) quant.convertShape(I2F, FLOAT, 0)).mul(scale).intoArray(out, to);
      quant = word.lanewise(LSHL, 16).lanewise(ASHR, 24);
      ((FloatVector) quant.convertShape(I2F, FLOAT, 0)).mul(scale).intoArray(out, to + BLOCKS);
      quant = word.lanewise(LSHL, 8).lanewise(ASHR, 24);
      ((FloatVector) quant.convertShape(I2F, FLOAT, 0)).mul(scale).intoArray(out, to + 2 * BLOCKS);
      quant = word.lanewise(ASHR, 24);
      ((FloatVector) quant.convertShape(I2F, FLOAT, 0)).mul(scale).intoArray(out, to + 3 * BLOCKS);
    }
  }
}
