package io.mobile4j.kernels.attention;

import io.mobile4j.kernels.device.Cut;
import io.mobile4j.kernels.device.DeviceHeads;
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
 * The two small products of latent attention (arXiv 2405.04434, section 2.1) on a device: queries
 * are brought into the space of the latents, and what the heads have summed there to their values.
 * Each head uses its own rows of one matrix kvB [heads * (nope + valueSize), rank]: first those of
 * its keys, then those of its values.
 */
public final class DeviceLatent {
  private DeviceLatent() {}

  /**
   * Absorbs the keys' matrix into the queries: {@code out[t][h] = (q_nope W_k, q_rope)}.
   *
   * @param q [T, heads, nope + rope]
   * @param nope values of a query that are not rotated
   * @param out [T, heads, rank + rope]
   */
  public static DeviceTask absorb(
      String name,
      Cut cut,
      IntArray step,
      DeviceMatrix kvB,
      DeviceHeads q,
      int nope,
      DeviceHeads out) {
    KernelContext context = new KernelContext();
    int field = kvB.field();
    int rank = kvB.cols();
    int heads = q.heads();
    int headRows = kvB.rows() / heads;
    FloatArray floats = kvB.floats();
    IntArray ints = kvB.ints();
    int fractionBits = ShortFloats.fractionBits(kvB.format());
    return DeviceTask.items(
        name,
        heads * out.size(),
        cut.items(),
        DeviceTask.arrays(step, ints, floats, q.data(), out.data()),
        switch (kvB.format()) {
          case F32 ->
              graph ->
                  graph.task(
                      name,
                      DeviceLatent::absorbFloats,
                      context,
                      step,
                      floats,
                      q.data(),
                      out.data(),
                      field,
                      heads,
                      headRows,
                      rank,
                      nope,
                      q.size(),
                      out.size());
          case BF16, F16 ->
              graph ->
                  graph.task(
                      name,
                      DeviceLatent::absorbShorts,
                      context,
                      step,
                      ints,
                      floats,
                      q.data(),
                      out.data(),
                      field,
                      heads,
                      headRows,
                      rank,
                      nope,
                      q.size(),
                      out.size(),
                      fractionBits);
          case Q8_0_TILES -> throw DeviceMatrix.unknown();
          case Q8_0 ->
              graph ->
                  graph.task(
                      name,
                      DeviceLatent::absorbQuants,
                      context,
                      step,
                      ints,
                      floats,
                      q.data(),
                      out.data(),
                      field,
                      heads,
                      headRows,
                      rank,
                      nope,
                      q.size(),
                      out.size());
        });
  }

  /**
   * {@code out[t][h] = W_v sums[t][h]}.
   *
   * @param nope rows of the keys in front of a head's values
   * @param sums [T, heads, rank]
   * @param out [T, heads, valueSize]
   */
  public static DeviceTask values(
      String name,
      Cut cut,
      IntArray step,
      DeviceMatrix kvB,
      int nope,
      DeviceHeads sums,
      DeviceHeads out) {
    KernelContext context = new KernelContext();
    int field = kvB.field();
    int rank = kvB.cols();
    int heads = out.heads();
    int lanes = cut.rowLanes();
    FloatArray floats = kvB.floats();
    IntArray ints = kvB.ints();
    int fractionBits = ShortFloats.fractionBits(kvB.format());
    return DeviceTask.groups(
        name,
        heads * out.size(),
        lanes,
        DeviceTask.arrays(step, ints, floats, sums.data(), out.data()),
        switch (kvB.format()) {
          case F32 ->
              graph ->
                  graph.task(
                      name,
                      DeviceLatent::valuesFloats,
                      context,
                      step,
                      floats,
                      sums.data(),
                      out.data(),
                      field,
                      heads,
                      rank,
                      nope,
                      out.size(),
                      lanes);
          case BF16, F16 ->
              graph ->
                  graph.task(
                      name,
                      DeviceLatent::valuesShorts,
                      context,
                      step,
                      ints,
                      floats,
                      sums.data(),
                      out.data(),
                      field,
                      heads,
                      rank,
                      nope,
                      out.size(),
                      lanes,
                      fractionBits);
          case Q8_0_TILES -> throw DeviceMatrix.unknown();
          case Q8_0 ->
              graph ->
                  graph.task(
                      name,
                      DeviceLatent::valuesQuants,
                      context,
                      step,
                      ints,
                      floats,
                      sums.data(),
                      out.data(),
                      field,
                      heads,
                      rank,
                      nope,
                      out.size(),
                      lanes);
        });
  }

  static void absorbFloats(
      KernelContext context,
      IntArray step,
      FloatArray kvB,
      FloatArray q,
      FloatArray out,
      int field,
      int heads,
      int headRows,
      int rank,
      int nope,
      int querySize,
      int keySize) {
    int head = context.globalIdx / keySize;
    int i = context.globalIdx % keySize;
    if (head >= heads) {
      return;
    }
    int first = step.get(field) + head * headRows * rank + i;
    int tokens = step.get(Step.TOKENS);
    for (int t = 0; t < tokens; t++) {
      int query = (t * heads + head) * querySize;
      float value = 0f;
      if (i < rank) {
        for (int r = 0; r < nope; r++) {
          value += q.get(query + r) * kvB.get(first + r * rank);
        }
      } else {
        value = q.get(query + nope + i - rank);
      }
      out.set((t * heads + head) * keySize + i, value);
    }
  }

  static void absorbQuants(
      KernelContext context,
      IntArray step,
      IntArray kvB,
      FloatArray scales,
      FloatArray q,
      FloatArray out,
      int field,
      int heads,
      int headRows,
      int rank,
      int nope,
      int querySize,
      int keySize) {
    int head = context.globalIdx / keySize;
    int i = context.globalIdx % keySize;
    if (head >= heads) {
      return;
    }
    int quantStride = (rank + 3) / 4;
    int scaleStride = (rank + 31) / 32;
    int first = step.get(field) + head * headRows * quantStride + i / 4;
    int firstScale = step.get(field + 1) + head * headRows * scaleStride + i / 32;
    int tokens = step.get(Step.TOKENS);
    for (int t = 0; t < tokens; t++) {
      int query = (t * heads + head) * querySize;
      float value = 0f;
      if (i < rank) {
        for (int r = 0; r < nope; r++) {
          float weight =
              scales.get(firstScale + r * scaleStride)
                  * Dot.quant(kvB.get(first + r * quantStride), i % 4);
          value += q.get(query + r) * weight;
        }
      } else {
        value = q.get(query + nope + i - rank);
      }
      out.set((t * heads + head) * keySize + i, value);
    }
  }

  static void absorbShorts(
      KernelContext context,
      IntArray step,
      IntArray kvB,
      FloatArray tables,
      FloatArray q,
      FloatArray out,
      int field,
      int heads,
      int headRows,
      int rank,
      int nope,
      int querySize,
      int keySize,
      int fractionBits) {
    int head = context.globalIdx / keySize;
    int i = context.globalIdx % keySize;
    if (head >= heads) {
      return;
    }
    int stride = (rank + 1) / 2;
    int first = step.get(field) + head * headRows * stride + i / 2;
    int table = step.get(field + 1);
    int shift = 16 * (i % 2);
    int tokens = step.get(Step.TOKENS);
    for (int t = 0; t < tokens; t++) {
      int query = (t * heads + head) * querySize;
      float value = 0f;
      if (i < rank) {
        for (int r = 0; r < nope; r++) {
          int bits = kvB.get(first + r * stride) >> shift;
          float weight = ShortFloats.value(bits, tables, table, fractionBits);
          value += q.get(query + r) * weight;
        }
      } else {
        value = q.get(query + nope + i - rank);
      }
      out.set((t * heads + head) * keySize + i, value);
    }
  }

  static void valuesFloats(
      KernelContext context,
      IntArray step,
      FloatArray kvB,
      FloatArray sums,
      FloatArray out,
      int field,
      int heads,
      int rank,
      int nope,
      int valueSize,
      int lanes) {
    int head = context.groupIdx / valueSize;
    int row = head * (nope + valueSize) + nope + context.groupIdx % valueSize;
    int start = step.get(field) + row * rank;
    int tokens = step.get(Step.TOKENS);
    for (int t = 0; t < tokens; t++) {
      int at = (t * heads + head) * rank;
      float part = Dot.floats(kvB, start, sums, at, rank, context.localIdx, lanes);
      float value = Lanes.sum(context, part, lanes);
      if (context.localIdx == 0) {
        out.set(t * heads * valueSize + context.groupIdx, value);
      }
    }
  }

  static void valuesQuants(
      KernelContext context,
      IntArray step,
      IntArray kvB,
      FloatArray scales,
      FloatArray sums,
      FloatArray out,
      int field,
      int heads,
      int rank,
      int nope,
      int valueSize,
      int lanes) {
    int head = context.groupIdx / valueSize;
    int row = head * (nope + valueSize) + nope + context.groupIdx % valueSize;
    int start = step.get(field) + row * ((rank + 3) / 4);
    int scale = step.get(field + 1) + row * ((rank + 31) / 32);
    int tokens = step.get(Step.TOKENS);
    for (int t = 0; t < tokens; t++) {
      int at = (t * heads + head) * rank;
      float part = Dot.quants(kvB, start, scales, scale, sums, at, rank, context.localIdx, lanes);
      float value = Lanes.sum(context, part, lanes);
      if (context.localIdx == 0) {
        out.set(t * heads * valueSize + context.groupIdx, value);
      }
    }
  }

  static void valuesShorts(
      KernelContext context,
      IntArray step,
      IntArray kvB,
      FloatArray tables,
      FloatArray sums,
      FloatArray out,
      int field,
      int heads,
      int rank,
      int nope,
      int valueSize,
      int lanes,
      int fractionBits) {
    int head = context.groupIdx / valueSize;
    int row = head * (nope + valueSize) + nope + context.groupIdx % valueSize;
    int start = step.get(field) + row * ((rank + 1) / 2);
    int table = step.get(field + 1);
    int tokens = step.get(Step.TOKENS);
    for (int t = 0; t < tokens; t++) {
      int at = (t * heads + head) * rank;
      float part =
          Dot.shorts(
              kvB, start, tables, table, fractionBits, sums, at, rank, context.localIdx, lanes);
      float value = Lanes.sum(context, part, lanes);
      if (context.localIdx == 0) {
        out.set(t * heads * valueSize + context.groupIdx, value);
      }
    }
  }
}
