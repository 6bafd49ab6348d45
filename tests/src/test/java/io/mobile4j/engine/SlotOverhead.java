package io.mobile4j.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mobile4j.engine.device.Timeline;
import io.mobile4j.engine.policy.Stepper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/**
 * What slots cost where nothing has to be moved, only when it is asked for by name: {@code
 * -Dtest=SlotOverhead}. All arms decode the same tokens of the demo model in short turns in one
 * process, and the medians of many ratios tell less than a percent apart on a noisy machine.
 */
class SlotOverhead {
  private static final Path DEMO = Path.of("../app/models/demo");
  private static final int CONTEXT = 256;
  private static final int TURN = 16; // tokens
  private static final int WARM_UP = 300; // turns
  private static final int TURNS = 3000;

  /** An engine in the middle of an answer. */
  private static final class Arm implements AutoCloseable {
    private final String name;
    private final Engine engine;
    private final Timeline timeline;
    private final Stepper stepper;
    private final int first;
    private final double[] nanos = new double[TURNS];

    Arm(String name, OptionalInt slots) {
      this.name = name;
      EngineOptions plain = EngineOptions.of(DEMO).withDevice("cpu").withContextTokens(CONTEXT);
      engine =
          Engine.open(
              slots.isEmpty()
                  ? plain
                  : plain.withLadder(LadderOptions.NONE.withExpertSlots(slots.getAsInt())));
      timeline = engine.device().newTimeline(CONTEXT);
      stepper = engine.stepper(timeline, GenerateOptions.greedy(1));
      int[] prompt = engine.text().encode("Question: Mona has 9 apples");
      first = prompt.length;
      stepper.prefill(prompt, 0);
    }

    /** Tokens at positions that come round again. */
    double turn(int number) {
      int positions = (CONTEXT - first) / TURN;
      int at = first + number % positions * TURN;
      long began = System.nanoTime();
      for (int i = 0; i < TURN; i++) {
        stepper.step(300 + (number * TURN + i) % 512, at + i);
      }
      return System.nanoTime() - began;
    }

    @Override
    public void close() {
      timeline.close();
      engine.close();
    }
  }

  @Test
  void isSmall() {
    try (Arm plain = new Arm("no slots asked for", OptionalInt.empty());
        Arm control = new Arm("no slots asked for, again", OptionalInt.empty());
        Arm all = new Arm("384 slots", OptionalInt.of(384));
        Arm books = new Arm("383 slots", OptionalInt.of(383))) {
      List<Arm> arms = List.of(plain, control, all, books);
      for (int i = 0; i < WARM_UP; i++) {
        for (Arm arm : arms) {
          arm.turn(i);
        }
      }
      List<Arm> order = new ArrayList<>(arms);
      for (int i = 0; i < TURNS; i++) {
        for (Arm arm : order) {
          arm.nanos[i] = arm.turn(i);
        }
        order.add(order.removeFirst()); // each comes after each
      }
      for (Arm arm : arms) {
        System.out.printf(
            "%-26s %6.1f us a token, %.4f of the first%n",
            arm.name, median(arm.nanos) / TURN / 1e3, ratio(arm.nanos, plain.nanos));
      }
      assertEquals(384, all.engine.plan().slots());
    }
  }

  private static double ratio(double[] nanos, double[] baseline) {
    double[] ratios = new double[nanos.length];
    for (int i = 0; i < nanos.length; i++) {
      ratios[i] = nanos[i] / baseline[i];
    }
    return median(ratios);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
