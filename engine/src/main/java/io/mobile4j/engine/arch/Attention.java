package io.mobile4j.engine.arch;

import java.util.Optional;

/** Self-attention of one layer. */
public sealed interface Attention {
  /** Query heads. */
  int heads();

  /** Rotary position embedding of queries and keys. */
  Rope rope();

  /** The output projection. */
  Linear o();

  /** Heads of keys in the cache. */
  int cacheHeads();

  /** Values of one key in the cache. */
  int keySize();

  /** Values of one value in the cache; 0 where it is the first part of the key. */
  int storedValueSize();

  /** Factor of the scores before the softmax. */
  float scale();

  /** Positions a query sees, itself included; 0 = all before it. */
  int slidingWindow();

  /**
   * Grouped-query attention (multi-head where {@code kvHeads == heads}).
   *
   * @param q [heads * headDim, H]; k, v [kvHeads * headDim, H]; o [H, heads * headDim]
   * @param qkNorm normalisation of queries and keys before the rotation
   * @param clipQkv clamp of q, k and v to [-c, c]; 0 = none
   */
  record GroupedQuery(
      int heads,
      int kvHeads,
      int headDim,
      Linear q,
      Linear k,
      Linear v,
      Linear o,
      Optional<QkNorm> qkNorm,
      Rope rope,
      int slidingWindow,
      float clipQkv)
      implements Attention {
    @Override
    public int cacheHeads() {
      return kvHeads;
    }

    @Override
    public int keySize() {
      return headDim;
    }

    @Override
    public int storedValueSize() {
      return headDim;
    }

    @Override
    public float scale() {
      return (float) (1.0 / Math.sqrt(headDim));
    }
  }

  /**
   * Normalisation of queries and keys.
   *
   * @param perHead over each head's values, else over the whole projection
   */
  record QkNorm(Norm q, Norm k, boolean perHead) {}

  /**
   * Multi-head latent attention (DeepSeek-V2, arXiv 2405.04434, section 2.1). The cache holds, for
   * each position, the normalised latent [kvLoraRank] followed by the rotated key part
   * [qkRopeHeadDim], shared by all heads.
   *
   * @param query how queries [heads * (qkNope + qkRope)] come from the hidden state
   * @param kvA [kvLoraRank + qkRopeHeadDim, H]
   * @param kvB [heads * (qkNope + vHeadDim), kvLoraRank], for each head its key rows, then its
   *     value rows
   */
  record Latent(
      int heads,
      int qkNopeHeadDim,
      int qkRopeHeadDim,
      int vHeadDim,
      int kvLoraRank,
      LatentQuery query,
      Linear kvA,
      Norm kvANorm,
      Linear kvB,
      Linear o,
      Rope rope,
      float scale)
      implements Attention {
    @Override
    public int cacheHeads() {
      return 1;
    }

    @Override
    public int keySize() {
      return kvLoraRank + qkRopeHeadDim;
    }

    @Override
    public int storedValueSize() {
      return 0;
    }

    @Override
    public int slidingWindow() {
      return 0;
    }

    /** Values of one query head. */
    public int qkHeadDim() {
      return qkNopeHeadDim + qkRopeHeadDim;
    }
  }

  /**
   * The query projection of {@link Latent}: {@code b(norm(a(x)))} with a low rank, else {@code
   * b(x)}.
   *
   * @param lowRank a [qLoraRank, H] and its norm
   */
  record LatentQuery(Optional<LowRank> lowRank, Linear b) {}

  /** A low-rank query: a [qLoraRank, H] and the norm between a and b. */
  record LowRank(Linear a, Norm norm) {}
}
