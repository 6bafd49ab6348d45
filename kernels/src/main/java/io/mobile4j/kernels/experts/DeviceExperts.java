package io.mobile4j.kernels.experts;

import io.mobile4j.kernels.activation.DeviceSiluMul;
import io.mobile4j.kernels.device.Cut;
import io.mobile4j.kernels.device.DeviceMatrix;
import io.mobile4j.kernels.device.DeviceTask;
import io.mobile4j.kernels.device.Dot;
import io.mobile4j.kernels.device.Lanes;
import io.mobile4j.kernels.device.ShortFloats;
import java.util.List;
import java.util.stream.IntStream;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * The chosen experts on a device. A group computes one row of a K-th of the experts, for all their
 * tokens; which slots these are in is read from the batch, so that one task serves every layer.
 * There is one task for each array of slots, which leaves out the experts in other arrays.
 */
public final class DeviceExperts {
  private DeviceExperts() {}

  /**
   * {@code inner[entry] = silu(gate x[token]) * up x[token]}.
   *
   * @param x [T, H]
   * @param inner [T * K, I]
   */
  public static List<DeviceTask> gateAndUp(
      String name, Cut cut, DeviceBatch batch, DeviceSlots slots, FloatArray x, FloatArray inner) {
    return IntStream.range(0, slots.arrays())
        .mapToObj(array -> gateAndUp(name + array, cut, batch, slots, array, x, inner))
        .toList();
  }

  /**
   * {@code given[entry] = down inner[entry]}.
   *
   * @param inner [T * K, I]
   * @param given [T * K, H]
   */
  public static List<DeviceTask> down(
      String name,
      Cut cut,
      DeviceBatch batch,
      DeviceSlots slots,
      FloatArray inner,
      FloatArray given) {
    return IntStream.range(0, slots.arrays())
        .mapToObj(array -> down(name + array, cut, batch, slots, array, inner, given))
        .toList();
  }

  private static DeviceTask gateAndUp(
      String name,
      Cut cut,
      DeviceBatch batch,
      DeviceSlots slots,
      int array,
      FloatArray x,
      FloatArray inner) {
    KernelContext context = new KernelContext();
    int lists = batch.fields();
    int experts = batch.experts();
    int topK = batch.topK();
    int h = slots.hiddenSize();
    int i = slots.intermediateSize();
    int perArray = slots.perArray();
    int lanes = cut.rowLanes();
    FloatArray floats = slots.floats().get(array);
    IntArray ints = slots.ints(array);
    int table = ShortFloats.table(slots.format());
    int fractionBits = ShortFloats.fractionBits(slots.format());
    return DeviceTask.groups(
        name,
        topK * i,
        lanes,
        DeviceTask.arrays(batch.step(), ints, floats, x, inner),
        switch (slots.format()) {
          case F32 ->
              graph ->
                  graph.task(
                      name,
                      DeviceExperts::gateAndUpFloats,
                      context,
                      batch.step(),
                      floats,
                      x,
                      inner,
                      lists,
                      experts,
                      topK,
                      h,
                      i,
                      perArray,
                      array,
                      lanes);
          case BF16, F16 ->
              graph ->
                  graph.task(
                      name,
                      DeviceExperts::gateAndUpShorts,
                      context,
                      batch.step(),
                      ints,
                      floats,
                      x,
                      inner,
                      lists,
                      experts,
                      topK,
                      h,
                      i,
                      perArray,
                      array,
                      table,
                      fractionBits,
                      lanes);
          case Q8_0_TILES -> throw DeviceMatrix.unknown();
          case Q8_0 ->
              graph ->
                  graph.task(
                      name,
                      DeviceExperts::gateAndUpQuants,
                      context,
                      batch.step(),
                      ints,
                      floats,
                      x,
                      inner,
                      lists,
                      experts,
                      topK,
                      h,
                      i,
                      perArray,
                      array,
                      lanes);
        });
  }

  private static DeviceTask down(
      String name,
      Cut cut,
      DeviceBatch batch,
      DeviceSlots slots,
      int array,
      FloatArray inner,
      FloatArray given) {
    KernelContext context = new KernelContext();
    int lists = batch.fields();
    int experts = batch.experts();
    int topK = batch.topK();
    int h = slots.hiddenSize();
    int i = slots.intermediateSize();
    int perArray = slots.perArray();
    int lanes = cut.rowLanes();
    FloatArray floats = slots.floats().get(array);
    IntArray ints = slots.ints(array);
    int table = ShortFloats.table(slots.format());
    int fractionBits = ShortFloats.fractionBits(slots.format());
    return DeviceTask.groups(
        name,
        topK * h,
        lanes,
        DeviceTask.arrays(batch.step(), ints, floats, inner, given),
        switch (slots.format()) {
          case F32 ->
              graph ->
                  graph.task(
                      name,
                      DeviceExperts::downFloats,
                      context,
                      batch.step(),
                      floats,
                      inner,
                      given,
                      lists,
                      experts,
                      topK,
                      h,
                      i,
                      perArray,
                      array,
                      lanes);
          case BF16, F16 ->
              graph ->
                  graph.task(
                      name,
                      DeviceExperts::downShorts,
                      context,
                      batch.step(),
                      ints,
                      floats,
                      inner,
                      given,
                      lists,
                      experts,
                      topK,
                      h,
                      i,
                      perArray,
                      array,
                      table,
                      fractionBits,
                      lanes);
          case Q8_0_TILES -> throw DeviceMatrix.unknown();
          case Q8_0 ->
              graph ->
                  graph.task(
                      name,
                      DeviceExperts::downQuants,
                      context,
                      batch.step(),
                      ints,
                      floats,
                      inner,
                      given,
                      lists,
                      experts,
                      topK,
                      h,
                      i,
                      perArray,
                      array,
                      lanes);
        });
  }

  static void gateAndUpFloats(
      KernelContext context,
      IntArray batch,
      FloatArray slots,
      FloatArray x,
      FloatArray inner,
      int lists,
      int experts,
      int topK,
      int h,
      int rows,
      int perArray,
      int array,
      int lanes) {
    int row = context.groupIdx % rows;
    int lane = context.localIdx;
    int to = batch.get(DeviceBatch.TO);
    for (int e = batch.get(DeviceBatch.FROM) + context.groupIdx / rows; e < to; e += topK) {
      int slot = batch.get(lists + e);
      if (slot / perArray == array) {
        int gate = (slot % perArray) * 3 * rows * h + row * h;
        int end = batch.get(lists + experts + e + 1);
        for (int entry = batch.get(lists + experts + e); entry < end; entry++) {
          int at = batch.get(lists + 2 * experts + 1 + entry) * h;
          float gatePart = Dot.floats(slots, gate, x, at, h, lane, lanes);
          float upPart = Dot.floats(slots, gate + rows * h, x, at, h, lane, lanes);
          float gateSum = Lanes.sum(context, gatePart, lanes);
          float upSum = Lanes.sum(context, upPart, lanes);
          if (lane == 0) {
            inner.set(entry * rows + row, DeviceSiluMul.siluMul(gateSum, upSum));
          }
        }
      }
    }
  }

  static void gateAndUpQuants(
      KernelContext context,
      IntArray batch,
      IntArray slots,
      FloatArray scales,
      FloatArray x,
      FloatArray inner,
      int lists,
      int experts,
      int topK,
      int h,
      int rows,
      int perArray,
      int array,
      int lanes) {
    int row = context.groupIdx % rows;
    int lane = context.localIdx;
    int quantStride = (h + 3) / 4;
    int scaleStride = (h + 31) / 32;
    int quantsOfAll = 2 * rows * quantStride + h * ((rows + 3) / 4);
    int scalesOfAll = 2 * rows * scaleStride + h * ((rows + 31) / 32);
    int to = batch.get(DeviceBatch.TO);
    for (int e = batch.get(DeviceBatch.FROM) + context.groupIdx / rows; e < to; e += topK) {
      int slot = batch.get(lists + e);
      if (slot / perArray == array) {
        int gate = (slot % perArray) * quantsOfAll + row * quantStride;
        int up = gate + rows * quantStride;
        int scale = (slot % perArray) * scalesOfAll + row * scaleStride;
        int upScale = scale + rows * scaleStride;
        int end = batch.get(lists + experts + e + 1);
        for (int entry = batch.get(lists + experts + e); entry < end; entry++) {
          int at = batch.get(lists + 2 * experts + 1 + entry) * h;
          float gatePart = Dot.quants(slots, gate, scales, scale, x, at, h, lane, lanes);
          float upPart = Dot.quants(slots, up, scales, upScale, x, at, h, lane, lanes);
          float gateSum = Lanes.sum(context, gatePart, lanes);
          float upSum = Lanes.sum(context, upPart, lanes);
          if (lane == 0) {
            inner.set(entry * rows + row, DeviceSiluMul.siluMul(gateSum, upSum));
          }
        }
      }
    }
  }

  static void gateAndUpShorts(
      KernelContext context,
      IntArray batch,
      IntArray slots,
      FloatArray tables,
      FloatArray x,
      FloatArray inner,
      int lists,
      int experts,
      int topK,
      int h,
      int rows,
      int perArray,
      int array,
      int table,
      int fractionBits,
      int lanes) {
    int row = context.groupIdx % rows;
    int lane = context.localIdx;
    int stride = (h + 1) / 2;
    int intsOfAll = 2 * rows * stride + h * ((rows + 1) / 2);
    int to = batch.get(DeviceBatch.TO);
    for (int e = batch.get(DeviceBatch.FROM) + context.groupIdx / rows; e < to; e += topK) {
      int slot = batch.get(lists + e);
      if (slot / perArray == array) {
        int gate = (slot % perArray) * intsOfAll + row * stride;
        int up = gate + rows * stride;
        int end = batch.get(lists + experts + e + 1);
        for (int entry = batch.get(lists + experts + e); entry < end; entry++) {
          int at = batch.get(lists + 2 * experts + 1 + entry) * h;
          float gatePart =
              Dot.shorts(slots, gate, tables, table, fractionBits, x, at, h, lane, lanes);
          float upPart = Dot.shorts(slots, up, tables, table, fractionBits, x, at, h, lane, lanes);
          float gateSum = Lanes.sum(context, gatePart, lanes);
          float upSum = Lanes.sum(context, upPart, lanes);
          if (lane == 0) {
            inner.set(entry * rows + row, DeviceSiluMul.siluMul(gateSum, upSum));
          }
        }
      }
    }
  }

  static void downFloats(
      KernelContext context,
      IntArray batch,
      FloatArray slots,
      FloatArray inner,
      FloatArray given,
      int lists,
      int experts,
      int topK,
      int rows,
      int size,
      int perArray,
      int array,
      int lanes) {
    int row = context.groupIdx % rows;
    int lane = context.localIdx;
    int to = batch.get(DeviceBatch.TO);
    for (int e = batch.get(DeviceBatch.FROM) + context.groupIdx / rows; e < to; e += topK) {
      int slot = batch.get(lists + e);
      if (slot / perArray == array) {
        int start = ((slot % perArray) * 3 + 2) * rows * size + row * size;
        int end = batch.get(lists + experts + e + 1);
        for (int entry = batch.get(lists + experts + e); entry < end; entry++) {
          float part = Dot.floats(slots, start, inner, entry * size, size, lane, lanes);
          float sum = Lanes.sum(context, part, lanes);
          if (lane == 0) {
            given.set(entry * rows + row, sum);
          }
        }
      }
    }
  }

  static void downQuants(
      KernelContext context,
      IntArray batch,
      IntArray slots,
      FloatArray scales,
      FloatArray inner,
      FloatArray given,
      int lists,
      int experts,
      int topK,
      int rows,
      int size,
      int perArray,
      int array,
      int lanes) {
    int row = context.groupIdx % rows;
    int lane = context.localIdx;
    int quantStride = (size + 3) / 4;
    int scaleStride = (size + 31) / 32;
    int quantsBefore = 2 * size * ((rows + 3) / 4);
    int scalesBefore = 2 * size * ((rows + 31) / 32);
    int to = batch.get(DeviceBatch.TO);
    for (int e = batch.get(DeviceBatch.FROM) + context.groupIdx / rows; e < to; e += topK) {
      int slot = batch.get(lists + e);
      if (slot / perArray == array) {
        int place = slot % perArray;
        int start = place * (quantsBefore + rows * quantStride) + quantsBefore + row * quantStride;
        int scale = place * (scalesBefore + rows * scaleStride) + scalesBefore + row * scaleStride;
        int end = batch.get(lists + experts + e + 1);
        for (int entry = batch.get(lists + experts + e); entry < end; entry++) {
          float part =
              Dot.quants(slots, start, scales, scale, inner, entry * size, size, lane, lanes);
          float sum = Lanes.sum(context, part, lanes);
          if (lane == 0) {
            given.set(entry * rows + row, sum);
          }
        }
      }
    }
  }

  static void downShorts(
      KernelContext context,
      IntArray batch,
      IntArray slots,
      FloatArray tables,
      FloatArray inner,
      FloatArray given,
      int lists,
      int experts,
      int topK,
      int rows,
      int size,
      int perArray,
      int array,
      int table,
      int fractionBits,
      int lanes) {
    int row = context.groupIdx % rows;
    int lane = context.localIdx;
    int stride = (size + 1) / 2;
    int before = 2 * size * ((rows + 1) / 2);
    int to = batch.get(DeviceBatch.TO);
    for (int e = batch.get(DeviceBatch.FROM) + context.groupIdx / rows; e < to; e += topK) {
      int slot = batch.get(lists + e);
      if (slot / perArray == array) {
        int place = slot % perArray;
        int start = place * (before + rows * stride) + before + row * stride;
        int end = batch.get(lists + experts + e + 1);
        for (int entry = batch.get(lists + experts + e); entry < end; entry++) {
          float part =
              Dot.shorts(
                  slots,
                  start,
                  tables,
                  table,
                  fractionBits,
                  inner,
                  entry * size,
                  size,
                  lane,
                  lanes);
          float sum = Lanes.sum(context, part, lanes);
          if (lane == 0) {
            given.set(entry * rows + row, sum);
          }
        }
      }
    }
  }
}
