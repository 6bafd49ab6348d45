package io.mobile4j.kernels;

import io.mobile4j.kernels.attention.KvCache;
import io.mobile4j.kernels.attention.Queries;
import io.mobile4j.kernels.cpu.Kernels;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.WeightFormat;
import io.mobile4j.nativeconfig.MachineProcessor;
import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Attention of one layer: 16 heads of 128 over 512 positions. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AttentionBenchmark {
  private static final int HEADS = 16;
  private static final int SIZE = 128;
  private static final int POSITIONS = 512;

  /** Format of the cache. */
  @Param({"F32", "Q8_0"})
  public WeightFormat format;

  /** The last tokens of the 512. */
  @Param({"1", "512"})
  public int tokens;

  private final Kernels kernels = Kernels.vector(MachineProcessor.intel());
  private KvCache cache;
  private Queries queries;
  private Rows out;
  private float[] scratch;

  /** Checks the result. */
  @Setup
  public void check() {
    var random = KernelsUnderTest.random();
    Arena arena = Arena.ofAuto();
    Matrix keys = StoredMatrix.random(random, format, HEADS * POSITIONS, SIZE, arena).matrix();
    Matrix values = StoredMatrix.random(random, format, HEADS * POSITIONS, SIZE, arena).matrix();
    cache = new KvCache(HEADS, POSITIONS, keys, values, SIZE);
    int stride = HEADS * SIZE;
    Rows q = Rows.of(KernelsUnderTest.gaussian(random, tokens * stride), stride);
    queries = new Queries(q, tokens, POSITIONS - tokens, HEADS, 0.09f, 0);
    out = Rows.of(new float[tokens * stride], stride);
    scratch = new float[kernels.attention().scratchSize(POSITIONS)];
    Rows expected = Rows.of(new float[tokens * stride], stride);
    var reference = Kernels.scalar().attention();
    float[] memory = new float[reference.scratchSize(POSITIONS)];
    reference.attend(cache, queries, expected, 0, HEADS, memory);
    KernelsUnderTest.assertAgree(expected.data(), attend(), "attention");
  }

  /** All heads. */
  @Benchmark
  public float[] attend() {
    kernels.attention().attend(cache, queries, out, 0, HEADS, scratch);
    return out.data();
  }
}
