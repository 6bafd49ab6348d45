package io.mobile4j.engine;

import io.mobile4j.engine.device.Timeline;
import io.mobile4j.engine.policy.Stepper;
import java.nio.file.Path;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A token decoded by the demo model; with {@code -prof gc}, what it leaves to the collector. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecodeBenchmark {
  private static final Path DEMO = Path.of("../app/models/demo");
  private static final int CONTEXT = 256;

  private Engine engine;
  private Timeline timeline;
  private Stepper stepper;
  private int first;
  private int step;

  /** Opens the engine; {@code GoldenParityTest} is what checks its results. */
  @Setup
  public void open() {
    engine = Engine.open(EngineOptions.of(DEMO).withDevice("cpu"));
    timeline = engine.device().newTimeline(CONTEXT);
    stepper = engine.stepper(timeline, GenerateOptions.greedy(1));
    int[] prompt = engine.text().encode("Question: Mona has 9 apples");
    first = prompt.length;
    stepper.prefill(prompt, 0);
  }

  /** One token, at positions that come round again. */
  @Benchmark
  public void token() {
    stepper.step(300 + step, first + step);
    step = (step + 1) % (CONTEXT - first);
  }

  /** Closes what was opened. */
  @TearDown
  public void close() {
    timeline.close();
    engine.close();
  }
}
