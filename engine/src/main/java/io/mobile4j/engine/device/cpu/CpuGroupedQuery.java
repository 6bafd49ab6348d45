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
  private int first; // of the tokens whose branch is computed

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
  public void compute(KvCache layerCache, int firstPosition, int count, int outputs) {
    cache = layerCache;
    position = firstPosition;
    tokens = count;
    first = count - outputs;
    context.multiply(project, count, toQ.bytes() + toK.bytes() + toV.bytes());
    if (count == 1) {
      store(0, 1, 1);
    } else {
      context.workers().run(store);
    }
    if (outputs == 0) {
      return;
    }
    queries =
        scratch.queries(
            q, outputs, position + first, spec.heads(), spec.scale(), spec.slidingWindow());
    context.workers().run(attend);
    context.multiply(projectBack, outputs, output.bytes());
  }

  private void project(int unit, int end, int units) {
    toQ.compute(first, tokens, unit, end, units);
    toK.compute(tokens, unit, end, units);
    toV.compute(tokens, unit, end, units);
  }

  private void store(int unit, int end, int units) {
    int to = Split.start(tokens, 1, end, units);
    for (int t = Split.start(tokens, 1, unit, units); t < to; t++) {
      // A decoded token allocates nothing.
      prepare(t == 0 ? firstKeys : heads(k, t), kNorm, spec.kvHeads(), t);
      clip(v.data(), v.at(t), v.stride());
      cache.storeKeys(position + t, k.data(), k.at(t));
      cache.storeValues(position + t, v.data(), v.at(t));
      if (t >= first) {
        prepare(t == first ? firstQueries : heads(q, t - first), qNorm, spec.heads(), t);
      }
    }
  }

  private Rows heads(Rows rows, int row) {
    return new Rows(rows.data(), rows.at(row), spec.headDim());
  }

  /** Normalises, clips and rotates the heads of token {@code t}. */
  private void prepare(Rows heads, CpuNorm norm, int count, int t) {
    if (norm != null) {
      norm.apply(heads, heads, spec.qkNorm().orElseThrow().perHead() ? count : 1);
    }
    clip(heads.data(), heads.at(0), count * spec.headDim());
    kernels.rope().rotate(heads, count, rope, position + t);
  }

  private void clip(float[] data, int at, int size) {
    if (spec.clipQkv() > 0) {
      kernels.elementwise().clamp(data, at, size, spec.clipQkv());
    }
  }

  private void attend(int unit, int end, int units) {
    int from = Split.start(spec.heads(), 1, unit, units);
    int to = Split.start(spec.heads(), 1, end, units);
    kernels.attention().attend(cache, queries, attended, from, to, scratch.ofThread(unit));
  }

  private void projectBack(int unit, int end, int units) {
    output.compute(tokens - first, unit, end, units);
  }
}
