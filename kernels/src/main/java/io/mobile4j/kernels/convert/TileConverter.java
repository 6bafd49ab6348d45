package io.mobile4j.kernels.convert;

import static io.mobile4j.kernels.lanes.Lanes.BYTE;
import static io.mobile4j.kernels.lanes.Lanes.FLOAT;
import static io.mobile4j.kernels.lanes.Lanes.LENGTH;
import static io.mobile4j.kernels.lanes.Lanes.MEMORY;
import static io.mobile4j.kernels.lanes.Lanes.ORDER;
import static io.mobile4j.loader.weights.WeightFormat.Q8_BLOCK;
import static io.mobile4j.loader.weights.WeightFormat.SCALE;
import static io.mobile4j.loader.weights.WeightFormat.SCALE_BYTES;
import static jdk.incubator.vector.VectorOperators.B2F;

import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.loader.weights.Bf16;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.Q8Tiles;
import io.mobile4j.loader.weights.WeightFormat;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Tiles of {@link WeightFormat#Q8_0_TILES} as floats, for one thread. */
final class TileConverter {
  /** Quants of a vector of bytes. */
  private static final int BYTES = BYTE.length();

  /** Whether these are two vectors of floats: there are no vectors of four bytes. */
  private static final boolean TWO_PARTS = BYTES > LENGTH;

  private static final VectorSpecies<Float> WORDS =
      VectorSpecies.of(float.class, BYTE.vectorShape());

  /** Their bits: only moved. */
  private final float[] words = new float[Q8Tiles.BLOCK_WORDS * Q8Tiles.BLOCKS];

  private final float[] turned = new float[words.length];

  /**
   * Reads a row's columns as {@link RowConverter#read} does, those that are in blocks.
   *
   * @param from first column of a tile
   * @return how many
   */
  int read(Matrix w, int row, int from, int to, float[] out, int outOffset) {
    int whole = from + (to - from) / Q8_BLOCK * Q8_BLOCK;
    long start = Lanes.address(w.data(), row * w.format().rowBytes(w.cols()));
    for (int col = from; col < whole; col += Q8Tiles.COLS) {
      load(Lanes.plus(start, Q8Tiles.tile(col)), Q8Tiles.blocks(w.cols(), col));
      long scales = Lanes.plus(start, Q8Tiles.scale(col / Q8_BLOCK));
      floats(words, scales, Q8Tiles.blocks(whole, col), out, outOffset + col - from);
    }
    return whole - from;
  }

  /** Leaves a tile's words [8, 16 blocks] as [16 blocks, 8]. */
  private void load(long tile, int blocks) {
    copy(tile, blocks * Q8Tiles.WORD, words);
    BitRotation.byTwo(words, turned);
    BitRotation.byTwo(turned, words);
  }

  /** Words as they are, a row of 16 for each of a block's, whose last ones mean nothing. */
  private static void copy(long tile, int step, float[] words) {
    for (int i = 0; i < words.length; i += LENGTH) {
      int at = i / Q8Tiles.BLOCKS * step + i % Q8Tiles.BLOCKS * Q8Tiles.WORD;
      FloatVector.fromMemorySegment(FLOAT, MEMORY, tile + at, ORDER).intoArray(words, i);
    }
  }

  private static void floats(float[] words, long scales, int blocks, float[] out, int outOffset) {
    for (int i = 0; i < blocks * Q8_BLOCK; i += BYTES) {
      int place = outOffset + i;
      float scale = Bf16.toFloat(MEMORY.get(SCALE, scales + i / Q8_BLOCK * SCALE_BYTES));
      FloatVector factor = FloatVector.broadcast(FLOAT, scale);
      ByteVector quants =
          FloatVector.fromArray(WORDS, words, i / Q8Tiles.WORD).reinterpretAsBytes();
      ((FloatVector) quants.convertShape(B2F, FLOAT, 0)).mul(factor).intoArray(out, place);
      if (TWO_PARTS) {
        ((FloatVector) quants.convertShape(B2F, FLOAT, 1))
            .mul(factor)
            .intoArray(out, place + LENGTH);
      }
    }
  }
}
