package io.mobile4j.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mobile4j.kernels.cpu.Kernels;
import io.mobile4j.kernels.rope.Pairing;
import io.mobile4j.kernels.rope.RopeTable;
import io.mobile4j.kernels.router.Routing;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a token needs beside products: norm, rotation, routing, softmax, the head's reading. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SmallOperationsBenchmark {
  private static final int H = 2048;
  private static final int HEADS = 16;
  private static final int EXPERTS = 64;
  private static final int K = 8;
  private static final int VOCAB = 50304;

  private final Kernels kernels = Kernels.vector(false);
  private final float[] hidden = KernelsUnderTest.gaussian(KernelsUnderTest.random(), H);
  private final float[] logits = KernelsUnderTest.gaussian(KernelsUnderTest.random(), VOCAB);
  private final float[] normed = new float[H];
  private final float[] rotated = hidden.clone();
  private final float[] routed = new float[EXPERTS];
  private final int[] experts = new int[K];
  private final float[] weights = new float[K];
  private final float[] probabilities = new float[VOCAB];
  private final Routing routing = Routing.plain(EXPERTS, true);
  private RopeTable table;

  /** Checks every result. */
  @Setup
  public void check() {
    Kernels scalar = Kernels.scalar();
    int pairs = H / HEADS / 2;
    float[] cos = new float[pairs];
    float[] sin = new float[pairs];
    for (int i = 0; i < pairs; i++) {
      cos[i] = (float) Math.cos(i);
      sin[i] = (float) Math.sin(i);
    }
    table = new RopeTable(Pairing.HALVES, pairs, cos, sin);
    KernelsUnderTest.assertAgree(rmsNorm(scalar).clone(), rmsNorm(), "norm");
    float[] expected = hidden.clone();
    scalar.rope().rotate(Rows.of(expected, H / HEADS), HEADS, table, 0);
    KernelsUnderTest.assertAgree(expected, rope(), "rope");
    KernelsUnderTest.assertAgree(softmax(scalar).clone(), softmax(), "softmax");
    int[] chosen = route(scalar).clone();
    assertArrayEquals(chosen, router(), "router");
    assertEquals(scalar.head().argmax(logits, 0, VOCAB), argmax());
    assertEquals(scalar.head().finite(logits, 0, VOCAB), finite());
    assertEquals(scalar.head().confidence(logits, 0, VOCAB), confidence(), 1e-6f);
  }

  private float[] rmsNorm(Kernels with) {
    with.rmsNorm().normalize(Rows.of(hidden, H), hidden, 1e-5f, Rows.of(normed, H), 1, H);
    return normed;
  }

  private int[] route(Kernels with) {
    System.arraycopy(logits, 0, routed, 0, EXPERTS);
    with.router().route(routing, Rows.of(routed, EXPERTS), 1, K, experts, weights);
    return experts;
  }

  private float[] softmax(Kernels with) {
    System.arraycopy(logits, 0, probabilities, 0, VOCAB);
    with.router().softmax().apply(probabilities, 0, VOCAB);
    return probabilities;
  }

  /** One hidden state. */
  @Benchmark
  public float[] rmsNorm() {
    return rmsNorm(kernels);
  }

  /** 16 heads of 128; the values turn on and on. */
  @Benchmark
  public float[] rope() {
    kernels.rope().rotate(Rows.of(rotated, H / HEADS), HEADS, table, 0);
    return rotated;
  }

  /** 8 of 64 experts, with a copy of the logits. */
  @Benchmark
  public int[] router() {
    return route(kernels);
  }

  /** Over the vocabulary, with a copy of the logits. */
  @Benchmark
  public float[] softmax() {
    return softmax(kernels);
  }

  /** Over the vocabulary. */
  @Benchmark
  public int argmax() {
    return kernels.head().argmax(logits, 0, VOCAB);
  }

  /** Over the vocabulary. */
  @Benchmark
  public boolean finite() {
    return kernels.head().finite(logits, 0, VOCAB);
  }

  /** Over the vocabulary. */
  @Benchmark
  public float confidence() {
    return kernels.head().confidence(logits, 0, VOCAB);
  }
}
