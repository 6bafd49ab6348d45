package io.mobile4j.kernels.attention;

import io.mobile4j.kernels.device.Cut;
import io.mobile4j.kernels.device.DeviceHeads;
import io.mobile4j.kernels.device.DeviceMatrix;
import io.mobile4j.kernels.device.DeviceTask;
import io.mobile4j.kernels.device.Step;
import io.mobile4j.loader.weights.WeightFormat;
import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Writes the keys or values of a pass into the cache of a layer on a device. */
public final class DeviceKvStore {
  private DeviceKvStore() {}

  /**
   * Stores the heads of every token at its position.
   *
   * @param x the cache's heads of T tokens
   * @param cache [heads * capacity, size], head by head
   */
  public static DeviceTask task(
      String name, Cut cut, IntArray step, DeviceHeads x, DeviceMatrix cache) {
    KernelContext context = new KernelContext();
    int capacity = cache.rows() / x.heads();
    int field = cache.field();
    FloatArray floats = cache.floats();
    IntArray quants = cache.ints();
    if (cache.format() == WeightFormat.Q8_0) {
      int blocks = WeightFormat.Q8_0.scalesPerRow(x.size());
      return DeviceTask.items(
          name,
          x.heads() * blocks,
          cut.items(),
          List.of(step, x.data(), quants, floats),
          graph ->
              graph.task(
                  name,
                  DeviceKvStore::quants,
                  context,
                  step,
                  x.data(),
                  quants,
                  floats,
                  field,
                  capacity,
                  x.heads(),
                  x.size(),
                  x.stride(),
                  x.offset()));
    }
    return DeviceTask.items(
        name,
        x.heads() * x.size(),
        cut.items(),
        List.of(step, x.data(), floats),
        graph ->
            graph.task(
                name,
                DeviceKvStore::floats,
                context,
                step,
                x.data(),
                floats,
                field,
                capacity,
                x.heads(),
                x.size(),
                x.stride(),
                x.offset()));
  }

  /** A work-item for each value. */
  static void floats(
      KernelContext context,
      IntArray step,
      FloatArray x,
      FloatArray cache,
      int field,
      int capacity,
      int heads,
      int size,
      int stride,
      int offset) {
    int head = context.globalIdx / size;
    int i = context.globalIdx % size;
    if (head >= heads) {
      return;
    }
    int tokens = step.get(Step.TOKENS);
    for (int t = 0; t < tokens; t++) {
      int row = head * capacity + step.get(Step.POSITION) + t;
      float value = x.get(t * stride + offset + head * size + i);
      cache.set(step.get(field) + row * size + i, value);
    }
  }

  /** A work-item for each block of quants. */
  static void quants(
      KernelContext context,
      IntArray step,
      FloatArray x,
      IntArray cache,
      FloatArray scales,
      int field,
      int capacity,
      int heads,
      int size,
      int stride,
      int offset) {
    int blocks = (size + 31) / 32;
    int head = context.globalIdx / blocks;
    int block = context.globalIdx % blocks;
    if (head >= heads) {
      return;
    }
    int end = TornadoMath.min(32, size - 32 * block);
    int tokens = step.get(Step.TOKENS);
    for (int t = 0; t < tokens; t++) {
      int row = head * capacity + step.get(Step.POSITION) + t;
      int from = t * stride + offset + head * size + 32 * block;
      float largest = 0f;
      for (int i = 0; i < end; i++) {
        largest = TornadoMath.max(largest, TornadoMath.abs(x.get(from + i)));
      }
      // Rounded to BF16, as on the CPU: adding 2^16 times as much, which is exact, leaves 8 bits.
      float scale = largest / 127f;
      float lifted = 65536f * scale;
      scale = (lifted + scale) - lifted;
      float inverse = 0f;
      if (scale >= Float.MIN_NORMAL) {
        inverse = 1f / scale;
      }
      scales.set(step.get(field + 1) + row * blocks + block, scale);
      int to = step.get(field) + row * ((size + 3) / 4) + 8 * block;
      for (int i = 0; i < end; i += 4) {
        int four = 0;
        int count = TornadoMath.min(4, end - i);
        for (int j = 0; j < count; j++) {
          int quant = (int) TornadoMath.floor(x.get(from + i + j) * inverse + 0.5f);
          four = four | ((quant & 255) << (8 * j));
        }
        cache.set(to + i / 4, four);
      }
    }
  }
}
