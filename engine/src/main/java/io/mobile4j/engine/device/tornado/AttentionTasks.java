package io.mobile4j.engine.device.tornado;

import io.mobile4j.engine.arch.Attention;
import io.mobile4j.kernels.attention.DeviceAttention;
import io.mobile4j.kernels.attention.DeviceCache;
import io.mobile4j.kernels.attention.DeviceKvStore;
import io.mobile4j.kernels.attention.DeviceLatent;
import io.mobile4j.kernels.device.DeviceHeads;
import io.mobile4j.kernels.device.DeviceMatrix;
import io.mobile4j.kernels.elementwise.DeviceElementwise;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * Self-attention of a layer: from the normed hidden state to the residual.
 *
 * @param buffers of the pass
 * @param capacity positions of a cache
 * @param normed [T, H]
 * @param hidden [T, H] the residual stream, to which the branch is added
 */
record AttentionTasks(Activations buffers, int capacity, FloatArray normed, FloatArray hidden) {

  void add(TaskList tasks, int layer, Attention attention) {
    switch (attention) {
      case Attention.GroupedQuery gqa -> groupedQuery(tasks, layer, gqa);
      case Attention.Latent mla -> latent(tasks, layer, mla);
    }
  }

  private void groupedQuery(TaskList tasks, int layer, Attention.GroupedQuery gqa) {
    int size = gqa.headDim();
    int kvHeads = gqa.kvHeads();
    Stack stack = Stack.queriesKeysValues(gqa);
    DeviceHeads all = buffers.heads("queries, keys, values", stack.rows() / size, size);
    DeviceHeads q = all.part(0, gqa.heads(), size);
    DeviceHeads k = all.part(gqa.heads() * size, kvHeads, size);
    DeviceHeads v = all.part((gqa.heads() + kvHeads) * size, kvHeads, size);
    tasks.linear("queriesKeysValues", stack, normed, all.data());
    gqa.qkNorm().ifPresent(norm -> normalise(tasks, norm, q, k));
    if (gqa.clipQkv() > 0) {
      tasks.add(
          DeviceElementwise.clamp(
              "clip", tasks.cut(), tasks.step(), all.data(), all.stride(), gqa.clipQkv()),
          gqa.clipQkv());
    }
    DeviceHeads rotated = all.part(0, gqa.heads() + kvHeads, size);
    tasks.rope("rotate", gqa.rope(), capacity, rotated, 0);
    DeviceCache cache = tasks.cache(layer, kvHeads, size, gqa.slidingWindow());
    tasks.add(DeviceKvStore.task("storeKeys", tasks.cut(), tasks.step(), k, cache.keys()));
    tasks.add(DeviceKvStore.task("storeValues", tasks.cut(), tasks.step(), v, cache.values()));
    FloatArray attended = buffers.buffer("attended", gqa.heads() * size);
    attend(tasks, q, cache, gqa.scale(), attended);
    tasks.addLinear("output", Stack.of(gqa.o()), attended, hidden);
  }

  private static void normalise(
      TaskList tasks, Attention.QkNorm norm, DeviceHeads q, DeviceHeads k) {
    tasks.norm("normQueries", norm.q(), norm.perHead() ? q : whole(q), q.data());
    tasks.norm("normKeys", norm.k(), norm.perHead() ? k : whole(k), k.data());
  }

  /** All heads as one. */
  private static DeviceHeads whole(DeviceHeads heads) {
    return heads.part(0, 1, heads.heads() * heads.size());
  }

  private void latent(TaskList tasks, int layer, Attention.Latent mla) {
    int rank = mla.kvLoraRank();
    DeviceHeads q = buffers.heads("queries", mla.heads(), mla.qkHeadDim());
    DeviceHeads keys = buffers.heads("keys", 1, mla.keySize());
    queries(tasks, mla.query(), q.data());
    tasks.rope("rotateQueries", mla.rope(), capacity, q, mla.qkNopeHeadDim());
    tasks.linear("latents", Stack.of(mla.kvA()), normed, keys.data());
    tasks.norm("normLatents", mla.kvANorm(), keys.part(0, 1, rank), keys.data());
    tasks.rope("rotateKeys", mla.rope(), capacity, keys, rank);
    DeviceCache cache = tasks.cache(layer, 1, rank, mla.slidingWindow());
    tasks.add(DeviceKvStore.task("storeKeys", tasks.cut(), tasks.step(), keys, cache.keys()));

    DeviceMatrix kvB = tasks.matrix(Stack.of(mla.kvB()));
    DeviceHeads absorbed = buffers.heads("absorbed", mla.heads(), mla.keySize());
    int nope = mla.qkNopeHeadDim();
    tasks.add(
        DeviceLatent.absorb("absorb", tasks.cut(), tasks.step(), kvB, q, nope, absorbed), nope);
    DeviceHeads sums = buffers.heads("sums", mla.heads(), rank);
    attend(tasks, absorbed, cache, mla.scale(), sums.data());
    DeviceHeads values = buffers.heads("attended", mla.heads(), mla.vHeadDim());
    tasks.add(
        DeviceLatent.values("values", tasks.cut(), tasks.step(), kvB, nope, sums, values), nope);
    tasks.addLinear("output", Stack.of(mla.o()), values.data(), hidden);
  }

  private void queries(TaskList tasks, Attention.LatentQuery query, FloatArray q) {
    FloatArray x = normed;
    if (query.lowRank().isPresent()) {
      Attention.LowRank low = query.lowRank().get();
      DeviceHeads latent = buffers.heads("low rank", 1, low.a().out());
      tasks.linear("lowRank", Stack.of(low.a()), normed, latent.data());
      tasks.norm("normLowRank", low.norm(), latent, latent.data());
      x = latent.data();
    }
    tasks.linear("queries", Stack.of(query.b()), x, q);
  }

  private void attend(
      TaskList tasks, DeviceHeads q, DeviceCache cache, float scale, FloatArray out) {
    FloatArray scores = buffers.scratch("scores", DeviceAttention.scratchSize(q, capacity));
    tasks.add(
        DeviceAttention.task("attend", tasks.cut(), tasks.step(), q, cache, scale, scores, out),
        scale);
  }
}
