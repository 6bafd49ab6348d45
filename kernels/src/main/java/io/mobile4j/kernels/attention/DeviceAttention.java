package io.mobile4j.kernels.attention;

import io.mobile4j.kernels.device.Cut;
import io.mobile4j.kernels.device.DeviceHeads;
import io.mobile4j.kernels.device.DeviceTask;
import io.mobile4j.kernels.device.Dot;
import io.mobile4j.kernels.device.Lanes;
import io.mobile4j.kernels.device.Step;
import io.mobile4j.loader.weights.WeightFormat;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Causal attention over a layer's cache on a device: a group for each head of each token. Its lanes
 * share the positions for the scores, and the elements of the values for the weighted sum.
 */
public final class DeviceAttention {
  private DeviceAttention() {}

  /** Floats of scratch for the scores of a pass. */
  public static int scratchSize(DeviceHeads q, int capacity) {
    return Math.multiplyExact(Math.multiplyExact(q.tokens(), q.heads()), capacity);
  }

  /**
   * {@code out[t][h] = sum over p of softmax(scale * q[t][h] . keys[p])[p] * values[p]}.
   *
   * @param q queries of T tokens; head h uses the cache's head {@code h / (heads / cache.heads())}
   * @param cache keys and values, those of these tokens too
   * @param scale factor of the scores before the softmax
   * @param scores scratch, {@link #scratchSize} floats
   * @param out [T, heads * valueSize]
   */
  public static DeviceTask task(
      String name,
      Cut cut,
      IntArray step,
      DeviceHeads q,
      DeviceCache cache,
      float scale,
      FloatArray scores,
      FloatArray out) {
    KernelContext context = new KernelContext();
    int field = cache.field();
    int heads = q.heads();
    int shared = heads / cache.heads();
    int keySize = cache.keySize();
    int valueStride = cache.valueStride();
    int valueSize = cache.valueSize();
    int capacity = cache.capacity();
    int lanes = cut.headLanes();
    FloatArray floats = cache.floats();
    IntArray quants = cache.quants();
    return DeviceTask.groups(
        name,
        q.tokens() * heads,
        lanes,
        DeviceTask.arrays(step, q.data(), quants, floats, scores, out),
        cache.format() == WeightFormat.Q8_0
            ? graph ->
                graph.task(
                    name,
                    DeviceAttention::quants,
                    context,
                    step,
                    q.data(),
                    quants,
                    floats,
                    scores,
                    out,
                    field,
                    heads,
                    shared,
                    keySize,
                    valueStride,
                    valueSize,
                    q.stride(),
                    capacity,
                    scale,
                    lanes)
            : graph ->
                graph.task(
                    name,
                    DeviceAttention::floats,
                    context,
                    step,
                    q.data(),
                    floats,
                    scores,
                    out,
                    field,
                    heads,
                    shared,
                    keySize,
                    valueStride,
                    valueSize,
                    q.stride(),
                    capacity,
                    scale,
                    lanes));
  }

  static void floats(
      KernelContext context,
      IntArray step,
      FloatArray q,
      FloatArray cache,
      FloatArray scores,
      FloatArray out,
      int field,
      int heads,
      int shared,
      int keySize,
      int valueStride,
      int valueSize,
      int stride,
      int capacity,
      float scale,
      int lanes) {
    int token = context.groupIdx / heads;
    int head = context.groupIdx % heads;
    int lane = context.localIdx;
    if (token >= step.get(Step.TOKENS)) {
      return;
    }
    int to = step.get(Step.POSITION) + token + 1;
    int from = from(to, step.get(field + DeviceCache.WINDOW));
    int row = head / shared * capacity;
    int query = token * stride + head * keySize;
    int score = context.groupIdx * capacity;

    float largest = Lanes.LOWEST;
    for (int p = from + lane; p < to; p += lanes) {
      int key = step.get(field) + (row + p) * keySize;
      float value = scale * Dot.floats(cache, key, q, query, keySize, 0, 1);
      scores.set(score + p, value);
      largest = TornadoMath.max(largest, value);
    }
    float sum = softmax(context, scores, score, from, to, largest, lanes);
    for (int i = lane; i < valueSize; i += lanes) {
      int at = step.get(field + DeviceCache.VALUES) + row * valueStride + i;
      float value = 0f;
      for (int p = from; p < to; p++) {
        value += scores.get(score + p) * cache.get(at + p * valueStride);
      }
      out.set(context.groupIdx * valueSize + i, value / sum);
    }
  }

  static void quants(
      KernelContext context,
      IntArray step,
      FloatArray q,
      IntArray cache,
      FloatArray scales,
      FloatArray scores,
      FloatArray out,
      int field,
      int heads,
      int shared,
      int keySize,
      int valueStride,
      int valueSize,
      int stride,
      int capacity,
      float scale,
      int lanes) {
    int token = context.groupIdx / heads;
    int head = context.groupIdx % heads;
    int lane = context.localIdx;
    if (token >= step.get(Step.TOKENS)) {
      return;
    }
    int to = step.get(Step.POSITION) + token + 1;
    int from = from(to, step.get(field + DeviceCache.WINDOW));
    int row = head / shared * capacity;
    int query = token * stride + head * keySize;
    int score = context.groupIdx * capacity;

    float largest = Lanes.LOWEST;
    for (int p = from + lane; p < to; p += lanes) {
      int key = step.get(field) + (row + p) * ((keySize + 3) / 4);
      int keyScale = step.get(field + 1) + (row + p) * ((keySize + 31) / 32);
      float value = scale * Dot.quants(cache, key, scales, keyScale, q, query, keySize, 0, 1);
      scores.set(score + p, value);
      largest = TornadoMath.max(largest, value);
    }
    float sum = softmax(context, scores, score, from, to, largest, lanes);
    int quantStride = (valueStride + 3) / 4;
    int scaleStride = (valueStride + 31) / 32;
    for (int i = lane; i < valueSize; i += lanes) {
      int at = step.get(field + DeviceCache.VALUES) + row * quantStride + i / 4;
      int scaleAt = step.get(field + DeviceCache.VALUES + 1) + row * scaleStride + i / 32;
      float value = 0f;
      for (int p = from; p < to; p++) {
        float stored =
            scales.get(scaleAt + p * scaleStride)
                * Dot.quant(cache.get(at + p * quantStride), i % 4);
        value += scores.get(score + p) * stored;
      }
      out.set(context.groupIdx * valueSize + i, value / sum);
    }
  }

  /** First position that is seen from before {@code to}. */
  private static int from(int to, int window) {
    int from = 0;
    if (window > 0 && to > window) {
      from = to - window;
    }
    return from;
  }

  /**
   * Turns the scores into powers, and returns their sum.
   *
   * @param largest of this lane's scores
   */
  private static float softmax(
      KernelContext context,
      FloatArray scores,
      int score,
      int from,
      int to,
      float largest,
      int lanes) {
    int lane = context.localIdx;
    float largestOfAll = Lanes.max(context, largest, lanes);
    float sum = 0f;
    for (int p = from + lane; p < to; p += lanes) {
      float power = TornadoMath.exp(scores.get(score + p) - largestOfAll);
      scores.set(score + p, power);
      sum += power;
    }
    float sumOfAll = Lanes.sum(context, sum, lanes);
    context.globalBarrier(); // the powers of the other lanes are read next
    return sumOfAll;
  }
}
