package io.mobile4j.engine.device;

import java.util.Arrays;

/**
 * The chosen experts of one layer for the tokens of one pass, by ascending expert, each with the
 * tokens that use it. It is filled anew for every layer; nothing is allocated.
 */
public final class ExpertBatch {
  private final int experts;
  private int size;
  private final int[] expert; // [E] chosen experts, ascending
  private final int[] slot; // [E] where each of them is
  private final int[] start; // [E + 1] first entry of each in token and weight
  private final int[] token; // [T * K] rows of the hidden state
  private final float[] weight; // [T * K]
  private final int[] count; // [E] scratch

  /** Room for {@code tokens} tokens that use up to {@code topK} of {@code experts} experts. */
  public ExpertBatch(int experts, int topK, int tokens) {
    this.experts = experts;
    expert = new int[experts];
    slot = new int[experts];
    start = new int[experts + 1];
    token = new int[tokens * topK];
    weight = new float[tokens * topK];
    count = new int[experts];
  }

  /**
   * Takes over the choice of every token.
   *
   * @param chosen experts [T, k]
   * @param weights their weights [T, k]
   */
  public void fill(int tokens, int k, int[] chosen, float[] weights) {
    Arrays.fill(count, 0);
    for (int i = 0; i < tokens * k; i++) {
      count[chosen[i]]++;
    }
    size = 0;
    int entries = 0;
    for (int e = 0; e < experts; e++) {
      if (count[e] > 0) {
        expert[size] = e;
        start[size++] = entries;
        entries += count[e];
        count[e] = entries - count[e]; // from here on: where the expert's next entry goes
      }
    }
    start[size] = entries;
    for (int i = 0; i < tokens * k; i++) {
      int at = count[chosen[i]]++;
      token[at] = i / k;
      weight[at] = weights[i];
    }
  }

  /** Chosen experts. */
  public int size() {
    return size;
  }

  /** The i-th chosen expert; ascending in i. */
  public int expert(int i) {
    return expert[i];
  }

  /** The slot of the i-th chosen expert. */
  public int slot(int i) {
    return slot[i];
  }

  /** Says where the i-th chosen expert is. */
  public void slot(int i, int slotIndex) {
    slot[i] = slotIndex;
  }

  /** First entry of the i-th chosen expert; {@code start(i + 1)} is one past its last. */
  public int start(int i) {
    return start[i];
  }

  /** The token of an entry, as a row of the hidden state. */
  public int token(int entry) {
    return token[entry];
  }

  /** The weight of an entry. */
  public float weight(int entry) {
    return weight[entry];
  }
}
