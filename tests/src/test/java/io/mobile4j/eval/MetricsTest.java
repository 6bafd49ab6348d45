package io.mobile4j.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.app.eval.Distribution;
import io.mobile4j.app.eval.Task;
import io.mobile4j.app.eval.TaskFile;
import io.mobile4j.loader.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metrics against values computed by hand; problems and their files. */
class MetricsTest {
  @TempDir private Path directory;

  @Test
  void logProbabilitiesOfKnownLogits() {
    // softmax(ln 1, ln 3) = 1/4, 3/4; a shift changes nothing, not even a large one.
    for (float shift : new float[] {0, 50, -50, 1000}) {
      double[] log =
          Distribution.logProbabilities(new float[] {shift, shift + (float) Math.log(3)});
      assertEquals(Math.log(0.25), log[0], 1e-4);
      assertEquals(Math.log(0.75), log[1], 1e-4);
    }
  }

  @Test
  void divergenceOfKnownDistributions() {
    double[] fair = {Math.log(0.5), Math.log(0.5)};
    double[] skewed = {Math.log(0.25), Math.log(0.75)};
    assertEquals(0, Distribution.divergence(fair, fair), 0);
    // 0.5 ln(0.5 / 0.25) + 0.5 ln(0.5 / 0.75), and the other way round
    assertEquals(0.14384103622589042, Distribution.divergence(fair, skewed), 1e-15);
    assertEquals(0.13081203594113697, Distribution.divergence(skewed, fair), 1e-15);
  }

  @Test
  void impossibleTokensDoNotSpoilTheDivergence() {
    double[] sure = {0, Double.NEGATIVE_INFINITY};
    double[] fair = {Math.log(0.5), Math.log(0.5)};
    assertEquals(Math.log(2), Distribution.divergence(sure, fair), 1e-15);
  }

  @Test
  void theAnswerIsWhatFollowsTheLastMark() {
    Task task = new Task("?", "72", "####");
    assertTrue(task.solvedBy(" 18 * 3 = 54 #### 54 #### 72\n"));
    assertFalse(task.solvedBy(" #### 72 #### 54"));
    assertFalse(task.solvedBy("72"), "no mark, no answer");
    assertFalse(task.solvedBy("#### 720"));
    assertTrue(new Task("?", "yes", null).solvedBy(" yes "));
  }

  @Test
  void problemsAreReadLineByLine() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("tasks.jsonl"),
            """
            {"prompt": "a", "answer": "1", "extract": "####"}

            {"prompt": "b\\n", "answer": "2", "surplus": 3}
            """);
    assertEquals(
        List.of(new Task("a", "1", "####"), new Task("b\n", "2", null)), TaskFile.read(file));
  }

  @Test
  void brokenFilesAreRefusedWithTheirLine() throws IOException {
    refused("{\"prompt\": \"a\", \"answer\": \"1\"}\n{\"prompt\": ", "line 2", "JSON");
    refused("{\"prompt\": \"a\"}", "line 1", "answer");
    refused("{\"prompt\": \"a\", \"answer\": 72}", "line 1", "answer");
    refused("[1]", "line 1", "prompt");
    refused("\n\n", "no problems");
    assertThrows(InputException.class, () -> TaskFile.read(directory.resolve("missing.jsonl")));
  }

  private void refused(String content, String... mentions) throws IOException {
    Path file = Files.writeString(directory.resolve("broken.jsonl"), content);
    InputException e = assertThrows(InputException.class, () -> TaskFile.read(file));
    for (String mention : mentions) {
      assertTrue(e.getMessage().contains(mention), e::getMessage);
    }
  }
}
