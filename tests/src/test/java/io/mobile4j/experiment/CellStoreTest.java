package io.mobile4j.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.app.experiment.result.CellStore;
import io.mobile4j.app.experiment.result.Row;
import io.mobile4j.loader.InputException;
import io.mobile4j.nativeconfig.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was measured stays, and only that. */
class CellStoreTest {
  private static final Map<String, String> SETTINGS = Map.of("--limit", "5", "--repeat", "3");
  private static final Row ROW =
      new Row()
          .put("text", "a \"quoted\" ü")
          .put("count", 3)
          .put("real", 0.1)
          .put("none", Double.NaN);

  @TempDir private Path directory;

  private CellStore open() {
    return CellStore.open(directory, "gamma", SETTINGS);
  }

  private void refused(String experiment, Map<String, String> settings, String... says) {
    InputException refusal =
        assertThrows(
            InputException.class, () -> CellStore.open(directory, experiment, settings).close());
    for (String part : says) {
      assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
    }
  }

  @Test
  void cellsAreThereAgain() {
    try (CellStore store = open()) {
      assertFalse(store.has("one"));
      store.add("one", List.of(ROW, new Row()));
    }
    try (CellStore store = open()) {
      assertTrue(store.has("one"));
      assertFalse(store.has("two"));
      assertEquals(ROW.values(), store.rows("one").getFirst().values());
      assertEquals(2, store.rows("one").size());
      assertTrue(store.days().matches("\\d{4}-\\d\\d-\\d\\d"), store.days());
    }
  }

  @Test
  void aLineCutAnywhereIsMeasuredAgain() throws IOException {
    try (CellStore store = open()) {
      store.add("one", List.of(ROW));
    }
    Path file = directory.resolve(CellStore.FILE);
    long whole = Files.size(file);
    try (CellStore store = open()) {
      store.add("two", List.of(ROW));
    }
    byte[] both = Files.readAllBytes(file);
    for (int end = (int) whole; end < both.length; end += 7) {
      Files.write(file, Arrays.copyOf(both, end));
      try (CellStore store = open()) {
        assertTrue(store.has("one"));
        assertFalse(store.has("two"));
        store.add("two", List.of(ROW));
      }
      assertEquals(both.length, Files.size(file), "cut at " + end);
    }
  }

  @Test
  void aHeaderCutShortIsWrittenAgain() throws IOException {
    Files.writeString(directory.resolve(CellStore.FILE), "{\"experiment\":\"ga");
    try (CellStore store = open()) {
      store.add("one", List.of(ROW));
    }
    try (CellStore store = open()) {
      assertTrue(store.has("one"));
    }
  }

  @Test
  void otherSettingsAreRefused() {
    open().close();
    refused("gamma", Map.of("--limit", "6", "--repeat", "3"), "--limit 5", "has 6", "--out");
    refused("gamma", Map.of("--limit", "5"), "--repeat 3", "unset");
    refused("experts", SETTINGS, "holds experiment gamma, not experts");
  }

  @Test
  void damageIsNamed() throws IOException {
    open().close();
    Path file = directory.resolve(CellStore.FILE);
    Files.writeString(file, "{\"cell\": 5\n", StandardOpenOption.APPEND);
    refused("gamma", SETTINGS, CellStore.FILE + ", line 2", "damaged");
  }

  @Test
  void twoRunsAtOnceAreRefused() {
    try (CellStore store = open()) {
      refused("gamma", SETTINGS, "another run is writing");
      store.add("one", List.of(ROW));
    }
    open().close();
  }

  @Test
  void anotherProcessIsRefused() throws IOException, InterruptedException {
    open().close();
    try (CellStore _ = open()) {
      Shell.Result other = openElsewhere();
      assertEquals(1, other.exitCode(), other.out());
      assertTrue(other.err().contains("another run is writing"), other.err());
    }
    openElsewhere().assertOk();
  }

  private Shell.Result openElsewhere() throws IOException, InterruptedException {
    return Shell.run(
        Path.of("."),
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Elsewhere.class.getName(),
            directory.toString()));
  }

  /** Opens the store in a process of its own. */
  static final class Elsewhere {
    private Elsewhere() {}

    public static void main(String[] args) {
      CellStore.open(Path.of(args[0]), "gamma", SETTINGS).close();
    }
  }
}
