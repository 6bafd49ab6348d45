package io.mobile4j.kernels.matmul;

import io.mobile4j.kernels.device.Cut;
import io.mobile4j.kernels.device.DeviceMatrix;
import io.mobile4j.kernels.device.DeviceTask;
import io.mobile4j.kernels.device.Dot;
import io.mobile4j.kernels.device.Lanes;
import io.mobile4j.kernels.device.ShortFloats;
import io.mobile4j.kernels.device.Step;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * A projection on a device: y[t] = W x[t] (+ bias), or y[t] += that. A group computes one output of
 * every token, so that it reads its row of W from memory once.
 */
public final class DeviceLinear {
  private static final int BIAS = 1;
  private static final int ADD = 2;

  private DeviceLinear() {}

  /**
   * y[t - first] = W x[t] (+ bias).
   *
   * @param x [T, cols]
   * @param y [T, rows]
   */
  public static DeviceTask task(
      String name, Cut cut, IntArray step, DeviceMatrix w, FloatArray x, FloatArray y) {
    return task(name, cut, step, w, x, y, 0);
  }

  /** y[t] += W x[t] (+ bias). */
  public static DeviceTask addTo(
      String name, Cut cut, IntArray step, DeviceMatrix w, FloatArray x, FloatArray y) {
    return task(name, cut, step, w, x, y, ADD);
  }

  private static DeviceTask task(
      String name, Cut cut, IntArray step, DeviceMatrix w, FloatArray x, FloatArray y, int add) {
    KernelContext context = new KernelContext();
    int mode = add + (w.bias() ? BIAS : 0);
    int field = w.field();
    int rows = w.rows();
    int cols = w.cols();
    int lanes = cut.rowLanes();
    FloatArray floats = w.floats();
    IntArray ints = w.ints();
    int fractionBits = ShortFloats.fractionBits(w.format());
    return DeviceTask.groups(
        name,
        rows,
        lanes,
        DeviceTask.arrays(step, ints, floats, x, y),
        switch (w.format()) {
          case F32 ->
              graph ->
                  graph.task(
                      name,
                      DeviceLinear::floats,
                      context,
                      step,
                      floats,
                      x,
                      y,
                      field,
                      rows,
                      cols,
                      mode,
                      lanes);
          case BF16, F16 ->
              graph ->
                  graph.task(
                      name,
                      DeviceLinear::shorts,
                      context,
                      step,
                      ints,
                      floats,
                      x,
                      y,
                      field,
                      rows,
                      cols,
                      mode,
                      fractionBits,
                      lanes);
          case Q8_0_TILES -> throw DeviceMatrix.unknown();
          case Q8_0 ->
              graph ->
                  graph.task(
                      name,
                      DeviceLinear::quants,
                      context,
                      step,
                      ints,
                      floats,
                      x,
                      y,
                      field,
                      rows,
                      cols,
                      mode,
                      lanes);
        });
  }

  static void floats(
      KernelContext context,
      IntArray step,
      FloatArray w,
      FloatArray x,
      FloatArray y,
      int field,
      int rows,
      int cols,
      int mode,
      int lanes) {
    int row = context.groupIdx;
    int lane = context.localIdx;
    int first = step.get(Step.FIRST);
    int tokens = step.get(Step.TOKENS);
    int start = step.get(field) + row * cols;
    float bias = 0f;
    if ((mode & BIAS) != 0) {
      bias = w.get(step.get(field + 2) + row);
    }
    for (int t = first; t < tokens; t++) {
      float part = Dot.floats(w, start, x, t * cols, cols, lane, lanes);
      float sum = Lanes.sum(context, part, lanes) + bias;
      if (lane == 0) {
        int at = (t - first) * rows + row;
        if ((mode & ADD) != 0) {
          sum = sum + y.get(at);
        }
        y.set(at, sum);
      }
    }
  }

  static void quants(
      KernelContext context,
      IntArray step,
      IntArray w,
      FloatArray scales,
      FloatArray x,
      FloatArray y,
      int field,
      int rows,
      int cols,
      int mode,
      int lanes) {
    int row = context.groupIdx;
    int lane = context.localIdx;
    int first = step.get(Step.FIRST);
    int tokens = step.get(Step.TOKENS);
    int start = step.get(field) + row * ((cols + 3) / 4);
    int scale = step.get(field + 1) + row * ((cols + 31) / 32);
    float bias = 0f;
    if ((mode & BIAS) != 0) {
      bias = scales.get(step.get(field + 2) + row);
    }
    for (int t = first; t < tokens; t++) {
      float part = Dot.quants(w, start, scales, scale, x, t * cols, cols, lane, lanes);
      float sum = Lanes.sum(context, part, lanes) + bias;
      if (lane == 0) {
        int at = (t - first) * rows + row;
        if ((mode & ADD) != 0) {
          sum = sum + y.get(at);
        }
        y.set(at, sum);
      }
    }
  }

  static void shorts(
      KernelContext context,
      IntArray step,
      IntArray w,
      FloatArray floats,
      FloatArray x,
      FloatArray y,
      int field,
      int rows,
      int cols,
      int mode,
      int fractionBits,
      int lanes) {
    int row = context.groupIdx;
    int lane = context.localIdx;
    int first = step.get(Step.FIRST);
    int tokens = step.get(Step.TOKENS);
    int start = step.get(field) + row * ((cols + 1) / 2);
    int table = step.get(field + 1);
    float bias = 0f;
    if ((mode & BIAS) != 0) {
      bias = floats.get(step.get(field + 2) + row);
    }
    for (int t = first; t < tokens; t++) {
      float part =
          Dot.shorts(w, start, floats, table, fractionBits, x, t * cols, cols, lane, lanes);
      float sum = Lanes.sum(context, part, lanes) + bias;
      if (lane == 0) {
        int at = (t - first) * rows + row;
        if ((mode & ADD) != 0) {
          sum = sum + y.get(at);
        }
        y.set(at, sum);
      }
    }
  }
}
