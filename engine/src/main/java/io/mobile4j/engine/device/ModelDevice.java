package io.mobile4j.engine.device;

/**
 * One model loaded on one device, and the state of the pass it is computing. One thread uses it at
 * a time.
 *
 * <p>A pass over T positions is: {@link #begin}; for each layer {@link #attention}, then {@link
 * #dense} or {@link #experts} once or more; at last {@link #head}. The hidden state [T, H] stays on
 * the device throughout.
 */
public interface ModelDevice extends AutoCloseable {
  /** What computes, for people: name, memory, backend. */
  String description();

  /** Most positions of one pass. */
  int maxTokens();

  /** An empty KV cache for {@code contextTokens} positions. */
  Timeline newTimeline(int contextTokens);

  /** The memory experts are computed from. */
  SlotMemory slots();

  /**
   * Starts a pass: the hidden state becomes the embeddings of {@code tokens[from, from + count)},
   * which stand at positions {@code position, ...} of the timeline. What the cache held there is
   * overwritten.
   */
  void begin(Timeline timeline, int position, int[] tokens, int from, int count);

  /**
   * Attention with its norms and residual, then the norm before the feed-forward part; in a layer
   * with experts also the router. Keys and values of all T positions are cached, even where fewer
   * go on.
   *
   * @param outputs positions that the rest of the pass is computed for: all T, or in the last layer
   *     only the last position (1) or none (0), which ends the pass
   * @param probabilities receives the softmax over all experts [outputs, E]; untouched in a dense
   *     layer
   */
  void attention(int layer, int outputs, float[] probabilities);

  /**
   * Applies the norm and router of a later layer to this layer's input of the feed-forward part, as
   * a guess. Called after {@link #attention} of one token; changes nothing of the pass.
   *
   * @param laterLayer a layer with experts
   * @param probabilities receives the softmax over all experts [E]
   */
  void routeAhead(int laterLayer, float[] probabilities);

  /**
   * Time that {@link #attention} has spent in routers since the start, in nanoseconds; always 0
   * where the device cannot tell it from the rest.
   */
  default long routerNanos() {
    return 0;
  }

  /** Copies what the experts of this layer's only token read, [H], to the host. */
  void readFeedForwardInput(float[] x);

  /** Adds [H] from the host to the hidden state of the pass's only token. */
  void addToHidden(float[] x);

  /** The feed-forward part of a dense layer, and its residual. */
  void dense(int layer);

  /**
   * Some of the chosen experts of a layer, {@code batch.expert[from, to)}, from their slots. The
   * first call of a layer ({@code from == 0}) starts the sum, the last ({@code to == batch.size()})
   * adds shared experts and the residual. The sum runs over ascending experts, however it is cut
   * into calls.
   */
  void experts(int layer, ExpertBatch batch, int from, int to);

  /**
   * The last norm and the output head.
   *
   * @param logits receives [T, V] where {@code allPositions}, else [V] of the last position; T as
   *     many as the last {@link #attention} left
   */
  void head(boolean allPositions, float[] logits);

  @Override
  void close();
}
