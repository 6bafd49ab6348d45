package io.mobile4j.engine.device.cpu;

import io.mobile4j.engine.arch.Attention;
import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.attention.KvCache;
import io.mobile4j.kernels.attention.Queries;
import io.mobile4j.kernels.cpu.Kernels;
import io.mobile4j.kernels.parallel.Part;
import io.mobile4j.kernels.parallel.Split;
import io.mobile4j.kernels.rope.RopeTable;

/** Grouped-query attention: project, normalise, rotate, store, attend, project back. */
final class CpuGroupedQuery implements CpuAttention {
  private final CpuContext context;
  private final Kernels kernels;
  private final Attention.GroupedQuery spec;
  private final RopeTable rope;
  private final CpuScratch scratch;
  private final Rows q; // [T, heads * headDim]
  private final Rows k; // [T, kvHeads * headDim]
  private final Rows v; // [T, kvHeads * headDim]
  private final Rows attended; // [T, heads * headDim]
  private final Rows firstQueries; // [heads, headDim] of token 0
  private final Rows firstKeys; // [kvHeads, headDim]
  private final CpuLinear toQ;
  private final CpuLinear toK;
  private final CpuLinear toV;
  private final CpuLinear output;
  private final CpuNorm qNorm; // null without
  private final CpuNorm kNorm;
  private final Part project = this::project;
  private final Part store = this::store;
  private final Part attend = this::attend;
  private final Part projectBack = this::projectBack;

  private KvCache cache;
  private Queries queries;
  private int position;
  private int tokens;

  /**
   * @param x [T, H] normed hidden state
   * @param out [T, H]
   */
  CpuGroupedQuery(
      CpuContext context,
      Attention.GroupedQuery spec,
      RopeTable rope,
      Rows x,
      Rows out,
      CpuScratch scratch) {
    this.context = context;
    kernels = context.kernels();
    this.spec = spec;
    this.rope = rope;
    this.scratch = scratch;
    q = scratch.rows("queries", spec.heads() * spec.headDim());
    k = scratch.rows("keys", spec.kvHeads() * spec.headDim());
    v = scratch.rows("values", spec.kvHeads() * spec.headDim());
    attended = scratch.rows("attended", spec.heads() * spec.headDim());
    toQ = new CpuLinear(context, spec.q(), x, q);
    toK = new CpuLinear(context, spec.k(), x, k);
    toV = new CpuLinear(context, spec.v(), x, v);
    output = new CpuLinear(context, spec.o(), attended, out);
    firstQueries = new Rows(q.data(), q.at(0), spec.headDim());
    firstKeys = new Rows(k.data(), k.at(0), spec.headDim());
    qNorm = spec.qkNorm().map(norm -> new CpuNorm(context, norm.q())).orElse(null);
    kNorm = spec.qkNorm().map(norm -> new CpuNorm(context, norm.k())).orElse(null);
  }

  @Override
  public void compute(KvCache layerCache, int firstPosition, int count) {
    cache = layerCache;
    position = firstPosition;
    tokens = count;
    queries =
        scratch.queries(q, count, firstPosition, spec.heads(), spec.scale(), spec.slidingWindow());
    context.workers().run(project);
    if (count == 1) {
      store(0, 1);
    } else {
      context.workers().run(store);
    }
    context.workers().run(attend);
    context.workers().run(projectBack);
  }

  private void project(int index, int count) {
    toQ.compute(tokens, index, count);
    toK.compute(tokens, index, count);
    toV.compute(tokens, index, count);
  }

  private void store(int index, int count) {
    int to = Split.start(tokens, 1, index + 1, count);
    for (int t = Split.start(tokens, 1, index, count); t < to; t++) {
      // A decoded token allocates nothing.
      Rows queries = t == 0 ? firstQueries : new Rows(q.data(), q.at(t), spec.headDim());
      Rows keys = t == 0 ? firstKeys : new Rows(k.data(), k.at(t), spec.headDim());
      if (qNorm != null) {
        normalise(queries, keys);
      }
      clip(t);
      kernels.rope().rotate(queries, spec.heads(), rope, position + t);
      kernels.rope().rotate(keys, spec.kvHeads(), rope, position + t);
      cache.storeKeys(position + t, k.data(), k.at(t));
      cache.storeValues(position + t, v.data(), v.at(t));
    }
  }

  private void normalise(Rows queries, Rows keys) {
    boolean perHead = spec.qkNorm().orElseThrow().perHead();
    qNorm.apply(queries, queries, perHead ? spec.heads() : 1);
    kNorm.apply(keys, keys, perHead ? spec.kvHeads() : 1);
  }

  private void clip(int t) {
    if (spec.clipQkv() > 0) {
      kernels.elementwise().clamp(q.data(), q.at(t), q.stride(), spec.clipQkv());
      kernels.elementwise().clamp(k.data(), k.at(t), k.stride(), spec.clipQkv());
      kernels.elementwise().clamp(v.data(), v.at(t), v.stride(), spec.clipQkv());
    }
  }

  private void attend(int index, int count) {
    int from = Split.start(spec.heads(), 1, index, count);
    int to = Split.start(spec.heads(), 1, index + 1, count);
    kernels.attention().attend(cache, queries, attended, from, to, scratch.ofThread(index));
  }

  private void projectBack(int index, int count) {
    output.compute(tokens, index, count);
  }
}
