package io.mobile4j.engine.device.cpu;

import io.mobile4j.engine.arch.Attention;
import io.mobile4j.kernels.Rows;
import io.mobile4j.kernels.attention.KvCache;
import io.mobile4j.kernels.attention.Queries;
import io.mobile4j.kernels.cpu.Kernels;
import io.mobile4j.kernels.parallel.Part;
import io.mobile4j.kernels.parallel.Split;
import io.mobile4j.kernels.rope.RopeTable;
import io.mobile4j.loader.weights.Matrix;

/**
 * Latent attention with the key projection absorbed into the queries and the value projection
 * applied after the sum (DeepSeek-V2, arXiv 2405.04434, section 2.1.2), so that the cache holds
 * latents only.
 */
final class CpuLatent implements CpuAttention {
  private final CpuContext context;
  private final Kernels kernels;
  private final Attention.Latent spec;
  private final RopeTable rope;
  private final CpuScratch scratch;
  private final Rows lowRank; // [T, qLoraRank]; null without
  private final Rows raw; // [T, heads * (nope + rope)] queries before absorption
  private final Rows latent; // [T, rank + rope] latent and shared key part of the new tokens
  private final Rows absorbed; // [T, heads * (rank + rope)] queries against the cache
  private final Rows sums; // [T, heads * rank] weighted sums of latents
  private final Rows values; // [T, heads * vHeadDim]
  private final NewToken firstToken;
  private final Rows[] sumsOfHead; // [heads] of [T, rank]
  private final Rows[] valuesOfHead; // [heads] of [T, vHeadDim], at the head's rows of kvB
  private final CpuLinear toLowRank; // null without
  private final CpuNorm lowRankNorm;
  private final CpuLinear toQueries;
  private final CpuLinear fromHidden; // whichever of the two reads the hidden state
  private final CpuLinear toLatent;
  private final CpuNorm latentNorm;
  private final Matrix kvB; // [heads * (nope + vHeadDim), rank]
  private final CpuLinear output;
  private final Part projectDown = this::projectDown;
  private final Part projectUp = this::projectUp;
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
  CpuLatent(
      CpuContext context,
      Attention.Latent spec,
      RopeTable rope,
      Rows x,
      Rows out,
      CpuScratch scratch) {
    this.context = context;
    kernels = context.kernels();
    this.spec = spec;
    this.rope = rope;
    this.scratch = scratch;
    raw = scratch.rows("queries", spec.heads() * spec.qkHeadDim());
    latent = scratch.rows("keys", spec.keySize());
    absorbed = scratch.rows("absorbed", spec.heads() * spec.keySize());
    sums = scratch.rows("sums", spec.heads() * spec.kvLoraRank());
    values = scratch.rows("attended", spec.heads() * spec.vHeadDim());
    var low = spec.query().lowRank();
    lowRank = low.map(l -> scratch.rows("low rank", l.a().out())).orElse(null);
    toLowRank = low.map(l -> new CpuLinear(context, l.a(), x, lowRank)).orElse(null);
    lowRankNorm = low.map(l -> new CpuNorm(context, l.norm())).orElse(null);
    toQueries = new CpuLinear(context, spec.query().b(), low.isPresent() ? lowRank : x, raw);
    fromHidden = low.isPresent() ? toLowRank : toQueries;
    toLatent = new CpuLinear(context, spec.kvA(), x, latent);
    latentNorm = new CpuNorm(context, spec.kvANorm());
    kvB = context.weights().matrix(spec.kvB().weight());
    output = new CpuLinear(context, spec.o(), values, out);
    firstToken = newToken(0, 0);
    sumsOfHead = new Rows[spec.heads()];
    valuesOfHead = new Rows[spec.heads()];
    for (int h = 0; h < spec.heads(); h++) {
      sumsOfHead[h] = new Rows(sums.data(), h * spec.kvLoraRank(), sums.stride());
      // Row r of the matrix goes to column r: shifted so that the head's first row meets its first
      // value.
      int shift = h * spec.vHeadDim() - valueRow(h);
      valuesOfHead[h] = new Rows(values.data(), shift, values.stride());
    }
  }

  /**
   * Where a new token's parts are.
   *
   * @param key [1, rank + rope] latent and shared key part
   * @param keyRope [1, rope] the latter
   * @param queryRope [heads, rope] the rotated parts of its queries
   */
  private record NewToken(Rows key, Rows keyRope, Rows queryRope) {}

  /** Token {@code t}, whose queries are in row {@code query}. */
  private NewToken newToken(int t, int query) {
    return new NewToken(
        new Rows(latent.data(), latent.at(t), spec.keySize()),
        new Rows(latent.data(), latent.at(t) + spec.kvLoraRank(), 0),
        new Rows(raw.data(), raw.at(query) + spec.qkNopeHeadDim(), spec.qkHeadDim()));
  }

  /** First row of a head's value projection in kvB. */
  private int valueRow(int h) {
    return h * (spec.qkNopeHeadDim() + spec.vHeadDim()) + spec.qkNopeHeadDim();
  }

  @Override
  public void compute(KvCache layerCache, int firstPosition, int count, int outputs) {
    cache = layerCache;
    position = firstPosition;
    tokens = count;
    first = count - outputs;
    context.multiply(projectDown, count, toLatent.bytes() + fromHidden.bytes());
    if (toLowRank != null) {
      lowRankNorm.apply(lowRank, lowRank, outputs);
      context.multiply(projectUp, outputs, toQueries.bytes());
    }
    context.workers().run(store);
    if (outputs == 0) {
      return;
    }
    queries =
        scratch.queries(
            absorbed, outputs, position + first, spec.heads(), spec.scale(), spec.slidingWindow());
    context.workers().run(attend);
    context.multiply(projectBack, outputs, output.bytes());
  }

  private void projectDown(int unit, int end, int units) {
    toLatent.compute(tokens, unit, end, units);
    fromHidden.compute(first, tokens, unit, end, units);
  }

  private void projectUp(int unit, int end, int units) {
    toQueries.compute(tokens - first, unit, end, units);
  }

  /** Normalises the latents, rotates the rotated parts, and stores the new tokens in the cache. */
  private void store(int unit, int end, int units) {
    int to = Split.start(tokens, 1, end, units);
    for (int t = Split.start(tokens, 1, unit, units); t < to; t++) {
      // A decoded token allocates nothing.
      NewToken token = t == 0 && first == 0 ? firstToken : newToken(t, Math.max(0, t - first));
      latentNorm.apply(token.key, token.key, 1);
      kernels.rope().rotate(token.keyRope, 1, rope, position + t);
      cache.storeKeys(position + t, latent.data(), latent.at(t));
      if (t >= first) {
        kernels.rope().rotate(token.queryRope, spec.heads(), rope, position + t);
      }
    }
  }

  /** Some heads: absorb, attend, project the sums to values. */
  private void attend(int unit, int end, int units) {
    int from = Split.start(spec.heads(), 1, unit, units);
    int to = Split.start(spec.heads(), 1, end, units);
    for (int h = from; h < to; h++) {
      for (int t = 0; t < tokens - first; t++) {
        absorb(t, h);
      }
    }
    kernels.attention().attend(cache, queries, sums, from, to, scratch.ofThread(unit));
    for (int h = from; h < to; h++) {
      projectValues(h);
    }
  }

  /** q_nope W_k against latents; the rotated part as it is. */
  private void absorb(int t, int h) {
    int q = raw.at(t) + h * spec.qkHeadDim();
    int out = absorbed.at(t) + h * spec.keySize();
    int keyRows = h * (spec.qkNopeHeadDim() + spec.vHeadDim());
    kernels
        .matMul()
        .multiplyTransposed(
            kvB, keyRows, keyRows + spec.qkNopeHeadDim(), raw.data(), q, absorbed.data(), out);
    System.arraycopy(
        raw.data(),
        q + spec.qkNopeHeadDim(),
        absorbed.data(),
        out + spec.kvLoraRank(),
        spec.qkRopeHeadDim());
  }

  private void projectValues(int h) {
    int from = valueRow(h);
    int to = from + spec.vHeadDim();
    kernels.matMul().multiply(kvB, sumsOfHead[h], valuesOfHead[h], tokens - first, from, to);
  }

  private void projectBack(int unit, int end, int units) {
    output.compute(tokens - first, unit, end, units);
  }
}
