package io.mobile4j.kernels;

import io.mobile4j.kernels.cpu.Kernels;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.WeightFormat;
import io.mobile4j.nativeconfig.MachineProcessor;
import java.lang.foreign.Arena;
import java.util.Random;
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

/** One expert in the shape of OLMoE-1B-7B: down(silu(gate(x)) * up(x)). */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ExpertBenchmark {
  private static final int H = 2048;
  private static final int I = 1024;

  /** Format of the weights. */
  @Param({"BF16", "Q8_0"})
  public WeightFormat format;

  /** 1 is the decode path, 64 what an expert gets of a prompt of 512. */
  @Param({"1", "64"})
  public int tokens;

  private final Kernels kernels = Kernels.vector(MachineProcessor.intel());
  private Matrix gate;
  private Matrix up;
  private Matrix down;
  private Rows x;
  private Rows gated;
  private Rows upped;
  private Rows y;

  /** Checks the result. */
  @Setup
  public void check() {
    Random random = KernelsUnderTest.random();
    gate = matrix(random, I, H);
    up = matrix(random, I, H);
    down = matrix(random, H, I);
    x = Rows.of(KernelsUnderTest.gaussian(random, tokens * H), H);
    gated = Rows.of(new float[tokens * I], I);
    upped = Rows.of(new float[tokens * I], I);
    y = Rows.of(new float[tokens * H], H);
    float[] expected = compute(Kernels.scalar()).clone();
    KernelsUnderTest.assertAgree(expected, expert(), "expert");
  }

  private Matrix matrix(Random random, int rows, int cols) {
    return StoredMatrix.random(random, format, rows, cols, Arena.ofAuto()).matrix();
  }

  private float[] compute(Kernels with) {
    with.matMul().multiply(gate, x, gated, tokens, 0, I);
    with.matMul().multiply(up, x, upped, tokens, 0, I);
    with.siluMul().apply(gated, upped, gated, tokens, 0, I);
    with.matMul().multiply(down, gated, y, tokens, 0, H);
    return y.data();
  }

  /** The whole expert on one thread. */
  @Benchmark
  public float[] expert() {
    return compute(kernels);
  }
}
