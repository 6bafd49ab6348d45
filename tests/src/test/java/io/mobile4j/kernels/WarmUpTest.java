package io.mobile4j.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.kernels.cpu.Kernels;
import io.mobile4j.kernels.cpu.WarmUp;
import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.kernels.matmul.MatMul;
import io.mobile4j.kernels.matmul.ScalarMatMul;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.WeightFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The warm-up calls the products that it is there for, and is over when it is closed. */
class WarmUpTest {
  /** What was multiplied, and by which thread; {@code called} is open after a whole round. */
  private static final class Recorder implements MatMul {
    private final ScalarMatMul scalar = new ScalarMatMul();
    private final Set<String> calls = new ConcurrentSkipListSet<>();
    private final CountDownLatch called = new CountDownLatch(12);
    private volatile Thread thread;

    @Override
    public void multiply(Matrix w, Rows x, Rows y, int tokens, int fromRow, int toRow) {
      thread = Thread.currentThread();
      calls.add(w.format() + " " + tokens);
      called.countDown();
      scalar.multiply(w, x, y, tokens, fromRow, toRow);
    }

    @Override
    public void multiplyTransposed(
        Matrix w, int fromRow, int toRow, float[] x, int xOffset, float[] out, int outOffset) {
      throw new UnsupportedOperationException();
    }
  }

  private static Kernels kernels(MatMul matMul) {
    Kernels of = Kernels.scalar();
    return new Kernels(
        "recording",
        of.converter(),
        matMul,
        of.rmsNorm(),
        of.rope(),
        of.attention(),
        of.router(),
        of.siluMul(),
        of.head(),
        of.elementwise());
  }

  @Test
  void multipliesEachFormatInEachWayAndEnds() throws InterruptedException {
    Recorder recorder = new Recorder();
    List<WeightFormat> formats = List.of(WeightFormat.values());
    try (var _ = WarmUp.start(kernels(recorder), formats)) {
      assertTrue(recorder.called.await(30, TimeUnit.SECONDS), "not begun");
    }
    assertFalse(recorder.thread.isAlive(), "still running after close");
    List<String> expected = new ArrayList<>();
    for (WeightFormat format : formats) {
      for (int tokens : new int[] {5, 7 * Lanes.LENGTH / 2}) {
        expected.add(format + " " + tokens);
      }
    }
    assertEquals(Set.copyOf(expected), Set.copyOf(recorder.calls));
  }

  @Test
  void waitsForItsEndThoughInterrupted() {
    Thread.currentThread().interrupt();
    WarmUp.start(Kernels.best(), List.of(WeightFormat.Q8_0)).close();
    assertTrue(Thread.interrupted(), "the interruption was lost");
    assertFalse(
        Thread.getAllStackTraces().keySet().stream()
            .anyMatch(thread -> thread.getName().equals("mobile4j-warm-up")),
        "still running after close");
  }
}
