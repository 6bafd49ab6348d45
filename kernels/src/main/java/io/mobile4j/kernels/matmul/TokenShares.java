package io.mobile4j.kernels.matmul;

import io.mobile4j.kernels.lanes.Lanes;

/**
 * Which tile takes which tokens of a product: [0, broad) go through {@link BroadTile}, [broad,
 * inTiles) through {@link NarrowTile}, the rest through {@link LaneTile}.
 *
 * @param tokens all of them
 */
record TokenShares(int broad, int inTiles, int tokens) {
  /** Most tokens that a narrow tile and tiles of lanes compute sooner than a broad tile. */
  private static final int MOST_OVER = Lanes.LENGTH * 3 / 2;

  /**
   * Most tokens that tiles of lanes compute sooner than a narrow tile, whether that is full or not.
   */
  private static final int MOST_IN_LANES = Lanes.LENGTH / 2;

  static TokenShares of(int tokens) {
    int over = tokens % BroadTile.TOKENS;
    if (over > MOST_OVER) {
      return new TokenShares(tokens, tokens, tokens);
    }
    int broad = tokens - over;
    int narrow = over > MOST_IN_LANES ? Math.min(over, NarrowTile.TOKENS) : 0;
    return new TokenShares(broad, broad + narrow, tokens);
  }
}
