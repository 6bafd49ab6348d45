package io.mobile4j.app.cachestudy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mobile4j.engine.policy.PassTap.Kind;
import io.mobile4j.engine.telemetry.ExpertAccess;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkingSetTest {
  private static final List<ExpertAccess> ACCESSES =
      List.of(
          access(0, 0, Kind.PREFILL, 9),
          access(0, 1, Kind.LITTLE, 1, 2),
          access(0, 1, Kind.BIG, 1, 2, 3),
          access(0, 2, Kind.LITTLE, 3, 4),
          access(0, 3, Kind.LITTLE, 5, 6), // fills no window of two
          access(1, 0, Kind.PREFILL, 9),
          access(1, 1, Kind.LITTLE, 1, 2),
          access(1, 2, Kind.LITTLE, 1, 2));

  private static ExpertAccess access(int generation, int step, Kind kind, Integer... experts) {
    List<Integer> list = List.of(experts);
    return new ExpertAccess(
        generation, step, kind, false, 0, list, list.stream().map(_ -> 1).toList(), 0);
  }

  @Test
  void aTokenWantsWhatItsPassesWant() {
    assertEquals((3 + 2 + 2 + 2 + 2) / 5.0, WorkingSet.mean(ACCESSES, 0, 1));
  }

  @Test
  void windowsDoNotCrossAnswers() {
    assertEquals((4 + 2) / 2.0, WorkingSet.mean(ACCESSES, 0, 2));
    assertEquals(6, WorkingSet.mean(ACCESSES, 0, 3));
    assertEquals(Double.NaN, WorkingSet.mean(ACCESSES, 0, 4));
  }

  @Test
  void allCountsPromptsToo() {
    assertEquals(7, WorkingSet.all(ACCESSES, 0));
    assertEquals(0, WorkingSet.all(ACCESSES, 1));
  }
}
