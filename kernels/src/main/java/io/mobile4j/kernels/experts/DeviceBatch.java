package io.mobile4j.kernels.experts;

import io.mobile4j.kernels.device.Step;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * The chosen experts of one layer, as kernels read them: behind the fields of the step, lists that
 * the host fills before each execution. An entry is one token's use of one expert; entries follow
 * one another by ascending expert.
 *
 * <pre>
 * slot   [E]      where each chosen expert is
 * start  [E + 1]  first entry of each
 * token  [T * K]  the token of each entry
 * order  [T * K]  the entries of each token, by ascending expert
 * </pre>
 *
 * @param step {@link Step} with three more fields: first and end of the chosen experts to compute,
 *     and the entries of a token
 * @param weights [T * K] of the entries
 * @param experts E
 * @param topK K
 * @param tokens T
 * @param fields fields of the step in front of the lists
 */
public record DeviceBatch(
    IntArray step, FloatArray weights, int experts, int topK, int tokens, int fields) {
  /** Field: first of the chosen experts that this execution computes. */
  public static final int FROM = Step.FIELDS;

  /** Field: end of them. */
  public static final int TO = Step.FIELDS + 1;

  /** Field: entries of a token in this pass. */
  public static final int PER_TOKEN = Step.FIELDS + 2;

  /** First field of a graph's own. */
  public static final int FIELDS = Step.FIELDS + 3;

  /**
   * Room for a batch.
   *
   * @param fields fields of the step, at least {@link #FIELDS}
   */
  public static DeviceBatch allocate(int experts, int topK, int tokens, int fields) {
    int entries = Math.multiplyExact(tokens, topK);
    return new DeviceBatch(
        new IntArray(fields + 2 * experts + 1 + 2 * entries),
        new FloatArray(entries),
        experts,
        topK,
        tokens,
        fields);
  }

  /** Most entries. */
  public int entries() {
    return tokens * topK;
  }

  /** Index in the step of the i-th chosen expert's slot. */
  public int slot(int i) {
    return fields + i;
  }

  /** Index of the first entry of the i-th chosen expert. */
  public int start(int i) {
    return fields + experts + i;
  }

  /** Index of an entry's token. */
  public int token(int entry) {
    return fields + 2 * experts + 1 + entry;
  }

  /** Index of the n-th entry of a token, when each has {@code perToken}. */
  public int order(int token, int perToken, int n) {
    return token(entries()) + token * perToken + n;
  }
}
