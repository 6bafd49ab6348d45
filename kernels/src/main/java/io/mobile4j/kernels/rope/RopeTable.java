package io.mobile4j.kernels.rope;

/**
 * Cosines and sines of the rotation angles, a row for each position.
 *
 * @param pairing which values rotate together
 * @param pairs rotated pairs of a head: half of the rotated values
 * @param cos [positions, pairs], times the attention factor of a scaling such as YaRN
 * @param sin [positions, pairs], likewise
 */
public record RopeTable(Pairing pairing, int pairs, float[] cos, float[] sin) {
  /** Index of a position's first pair. */
  public int at(int position) {
    return position * pairs;
  }
}
