package io.mobile4j.engine.device.tornado;

import io.mobile4j.engine.arch.FeedForward;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * A gated feed-forward part that every token uses: down(silu(gate(x)) * up(x)).
 *
 * @param buffers of the pass
 * @param normed [T, H]
 */
record FeedForwardTasks(Activations buffers, FloatArray normed) {

  /** Adds the output to {@code sum} [T, H]. */
  void addTo(TaskList tasks, FeedForward.Dense dense, FloatArray sum) {
    FloatArray inner = inner(tasks, dense);
    tasks.addLinear("down", Stack.of(dense.down()), inner, sum);
  }

  /** The output goes to {@code out} [T, H]. */
  void into(TaskList tasks, FeedForward.Dense dense, FloatArray out) {
    FloatArray inner = inner(tasks, dense);
    tasks.linear("down", Stack.of(dense.down()), inner, out);
  }

  private FloatArray inner(TaskList tasks, FeedForward.Dense dense) {
    int size = dense.intermediateSize();
    FloatArray both = buffers.buffer("gate and up", 2 * size);
    FloatArray inner = buffers.buffer("inner", size);
    tasks.linear("gateAndUp", Stack.gateAndUp(dense), normed, both);
    tasks.siluMul("siluMul", both, inner, size);
    return inner;
  }
}
