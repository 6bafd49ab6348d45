package io.mobile4j.kernels;

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

/** A product of one thread; the matrix is larger than a core's own caches. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MatMulBenchmark {
  private static final int ROWS = 2048;
  private static final int COLS = 2048;

  /** Format of the weights. */
  @Param public WeightFormat format;

  /** 1 is the decode path, 4 and 64 what an expert gets of a prompt of 32 and 512. */
  @Param({"1", "4", "64"})
  public int tokens;

  private final Kernels kernels = Kernels.vector(MachineProcessor.intel());
  private Matrix w;
  private Rows x;
  private Rows y;

  /** Checks the result. */
  @Setup
  public void check() {
    var random = KernelsUnderTest.random();
    w = StoredMatrix.random(random, format, ROWS, COLS, Arena.ofAuto()).matrix();
    x = Rows.of(KernelsUnderTest.gaussian(random, tokens * COLS), COLS);
    y = Rows.of(new float[tokens * ROWS], ROWS);
    Rows expected = Rows.of(new float[tokens * ROWS], ROWS);
    Kernels.scalar().matMul().multiply(w, x, expected, tokens, 0, ROWS);
    KernelsUnderTest.assertAgree(expected.data(), product(), "product");
  }

  /** All rows. */
  @Benchmark
  public float[] product() {
    kernels.matMul().multiply(w, x, y, tokens, 0, ROWS);
    return y.data();
  }
}
