package io.mobile4j.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.kernels.activation.SiluMul;
import io.mobile4j.kernels.attention.Attention;
import io.mobile4j.kernels.attention.Queries;
import io.mobile4j.kernels.cpu.Kernels;
import io.mobile4j.kernels.cpu.WarmUp;
import io.mobile4j.kernels.elementwise.Elementwise;
import io.mobile4j.kernels.head.Head;
import io.mobile4j.kernels.lanes.Lanes;
import io.mobile4j.kernels.matmul.MatMul;
import io.mobile4j.kernels.rmsnorm.RmsNorm;
import io.mobile4j.kernels.rope.Rope;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.WeightFormat;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The warm-up calls the kernels that it is there for, and is over when it is closed. */
class WarmUpTest {
  private static final int[] TOKENS = {1, 5, 7 * Lanes.LENGTH / 2};

  /** The scalar kernels, and what was called of them by which thread. */
  private static final class Recorder {
    private final Set<String> calls = new ConcurrentSkipListSet<>();
    private volatile Thread thread;

    Kernels kernels() {
      Kernels of = Kernels.scalar();
      return new Kernels(
          "recording",
          of.converter(),
          recorded(MatMul.class, of.matMul()),
          recorded(RmsNorm.class, of.rmsNorm()),
          recorded(Rope.class, of.rope()),
          recorded(Attention.class, of.attention()),
          of.router(),
          recorded(SiluMul.class, of.siluMul()),
          recorded(Head.class, of.head()),
          recorded(Elementwise.class, of.elementwise()));
    }

    private <T> T recorded(Class<T> kernel, T of) {
      return kernel.cast(
          Proxy.newProxyInstance(
              kernel.getClassLoader(),
              new Class<?>[] {kernel},
              (_, method, arguments) -> {
                Object result = method.invoke(of, arguments);
                thread = Thread.currentThread();
                calls.add(
                    switch (method.getName()) {
                      case "multiply" -> ((Matrix) arguments[0]).format() + " " + arguments[3];
                      case "attend" -> "attend " + ((Queries) arguments[1]).tokens();
                      default -> method.getName();
                    });
                return result;
              }));
    }

    void await(Set<String> expected) throws InterruptedException {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (!calls.containsAll(expected) && System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
    }
  }

  private static Set<String> products(List<WeightFormat> formats) {
    Set<String> all = new TreeSet<>();
    for (WeightFormat format : formats) {
      for (int tokens : TOKENS) {
        all.add(format + " " + tokens);
      }
    }
    return all;
  }

  @Test
  void callsEachKernelOfFirstTokensAndEnds() throws InterruptedException {
    Recorder recorder = new Recorder();
    List<WeightFormat> formats = List.of(WeightFormat.values());
    Set<String> expected = products(formats);
    expected.addAll(Set.of("apply", "normalize", "rotate", "attend 1", "attend 5", "axpy"));
    expected.addAll(Set.of("scratchSize", "finite", "argmax"));
    try (var _ = WarmUp.start(recorder::kernels, formats)) {
      recorder.await(expected);
    }
    assertFalse(recorder.thread.isAlive(), "still running after close");
    assertEquals(expected, Set.copyOf(recorder.calls));
  }

  @Test
  void multipliesFormatsThatAreAddedLater() throws InterruptedException {
    Recorder recorder = new Recorder();
    try (WarmUp warmUp = WarmUp.start(recorder::kernels, List.of(WeightFormat.BF16))) {
      recorder.await(products(List.of(WeightFormat.BF16)));
      TimeUnit.MILLISECONDS.sleep(500); // and after its last round, too
      assertFalse(recorder.calls.contains(WeightFormat.Q8_0 + " 1"));
      warmUp.add(List.of(WeightFormat.Q8_0, WeightFormat.BF16));
      recorder.await(products(List.of(WeightFormat.Q8_0)));
    }
    assertTrue(recorder.calls.containsAll(products(List.of(WeightFormat.Q8_0))));
  }

  @Test
  void waitsForItsEndThoughInterrupted() {
    Thread.currentThread().interrupt();
    WarmUp.start(Kernels::best, List.of(WeightFormat.Q8_0)).close();
    assertTrue(Thread.interrupted(), "the interruption was lost");
    assertFalse(
        Thread.getAllStackTraces().keySet().stream()
            .anyMatch(thread -> thread.getName().equals("mobile4j-warm-up")),
        "still running after close");
  }
}
