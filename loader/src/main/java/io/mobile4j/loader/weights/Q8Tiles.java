package io.mobile4j.loader.weights;

import static io.mobile4j.loader.weights.WeightFormat.Q8_BLOCK;
import static io.mobile4j.loader.weights.WeightFormat.SCALE_BYTES;

/**
 * Where a row of {@link WeightFormat#Q8_0_TILES} keeps its quants and scales.
 *
 * <p>A row is cut into chunks of 1024 columns, each a cache line of scales and then its quants, so
 * that both come from memory in one stream. The quants of 16 blocks, or of those that are left, are
 * a tile: the first word of each block, which is four quants, then the second of each, and so on. A
 * vector of words then has a block in each lane, whose products are scaled once for all of its
 * words. Quants that fill no block follow as they are. A row ends at a whole cache line.
 *
 * <p>Of a tile with fewer blocks, vectors of 16 words reach beyond its end: a matrix ends in {@link
 * #SLACK} bytes for that. Scales of blocks that are not there are zero.
 */
public final class Q8Tiles {
  /** Quants of a word. */
  public static final int WORD = 4;

  /** Words of a block. */
  public static final int BLOCK_WORDS = Q8_BLOCK / WORD;

  /** Most blocks of a tile. */
  public static final int BLOCKS = 16;

  /** Columns of a tile that has as many. */
  public static final int COLS = BLOCKS * Q8_BLOCK;

  /** Bytes of a chunk's scales, a cache line. */
  public static final int SCALES = 64;

  /** Bytes after a matrix that may be read, whatever they are. */
  static final int SLACK = 64;

  private static final int CHUNK_BLOCKS = SCALES / SCALE_BYTES;
  private static final int CHUNK_COLS = CHUNK_BLOCKS * Q8_BLOCK;

  /** Bytes from one whole chunk to the next. */
  private static final int CHUNK_BYTES = SCALES + CHUNK_COLS;

  private Q8Tiles() {}

  /** Bytes from one row to the next. */
  static long rowBytes(int cols) {
    long bytes = (long) Math.ceilDiv(cols, CHUNK_COLS) * SCALES + cols;
    return Math.ceilDiv(bytes, SCALES) * SCALES;
  }

  /** Blocks of the tile that begins at a column. */
  public static int blocks(int cols, int col) {
    return Math.min(BLOCKS, (cols - col) / Q8_BLOCK);
  }

  /** Bytes from a row's start to the tile that begins at column {@code col}. */
  public static int tile(int col) {
    return col + (col / CHUNK_COLS + 1) * SCALES;
  }

  /** Bytes from a row's start to the scale of a block; those of a tile follow each other. */
  public static int scale(int block) {
    return block / CHUNK_BLOCKS * CHUNK_BYTES + block % CHUNK_BLOCKS * SCALE_BYTES;
  }

  /** Bytes from a row's start to the quant of a column. */
  static int quant(int cols, int col) {
    int inTile = col % COLS;
    int start = col - inTile;
    int blocks = blocks(cols, start);
    if (inTile >= blocks * Q8_BLOCK) {
      return tile(start) + inTile;
    }
    int word = inTile % Q8_BLOCK / WORD;
    return tile(start) + (word * blocks + inTile / Q8_BLOCK) * WORD + inTile % WORD;
  }
}
