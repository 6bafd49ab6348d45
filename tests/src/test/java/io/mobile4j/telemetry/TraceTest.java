package io.mobile4j.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.engine.experts.ResidencyCounters;
import io.mobile4j.engine.policy.PassTap.Kind;
import io.mobile4j.engine.policy.PassTap.Outcome;
import io.mobile4j.engine.telemetry.ExpertAccess;
import io.mobile4j.engine.telemetry.LayerRecord;
import io.mobile4j.engine.telemetry.PartTimes;
import io.mobile4j.engine.telemetry.PassRecord;
import io.mobile4j.engine.telemetry.Trace;
import io.mobile4j.engine.telemetry.TraceWriter;
import io.mobile4j.loader.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trace files: written, and read back by Arrow itself and by the cache study's reader. */
class TraceTest {
  private static final PassRecord PREFILL =
      new PassRecord(
          0,
          0,
          Kind.PREFILL,
          3,
          new int[] {11, 12},
          Float.NaN,
          Outcome.FINAL,
          List.of(
              new LayerRecord(
                  0,
                  2,
                  new int[] {2, 0, 1, 2},
                  new float[] {0.25f, 0, 0.75f, 0, 0.625f, 0.375f},
                  new float[] {0.75f, 0.25f, 0.625f, 0.375f},
                  new ResidencyCounters(1, 8, 2, 0, 9, 200, 30, 40, 41, 42),
                  new PartTimes(5, 6, 7, 8, 9))),
          77);

  private static final PassRecord LITTLE =
      new PassRecord(
          0,
          1,
          Kind.LITTLE,
          5,
          new int[] {13},
          0.5f,
          Outcome.EVICTED,
          List.of(
              new LayerRecord(
                  0,
                  1,
                  new int[] {1},
                  new float[] {0, 1, 0},
                  new float[] {1},
                  new ResidencyCounters(1, 0, 0, 3, 0, 300, 0, 50, 0, 0),
                  PartTimes.ZERO)),
          78);

  @TempDir private Path directory;

  @Test
  void arrowReadsEveryColumn() throws IOException {
    Path file = directory.resolve("trace.arrow");
    write(file, PREFILL, LITTLE);
    List<Map<String, String>> rows = ArrowRows.read(file);
    assertEquals(3, rows.size());
    assertEquals(
        "{generation=0, step=0, pass=prefill, position=3, token=11, layer=0, experts=[2,0], "
            + "weights=[0.75,0.25], probabilities=[0.25,0.0,0.75], hits=1, on_their_way=8, "
            + "demand_loads=2, prefetch_loads=0, prefetches_used=9, bytes=200, stall_ns=30, "
            + "link_ns=40, prefetch_ns=41, exposed_prefetch_ns=42, attention_ns=5, routing_ns=6, "
            + "loading_ns=7, experts_ns=8, dense_ns=9, head_ns=77, confidence=null, fallback=null}",
        rows.get(0).toString());
    assertEquals("12", rows.get(1).get("token"));
    assertEquals("4", rows.get(1).get("position"));
    assertEquals("[1,2]", rows.get(1).get("experts"));
    assertEquals("0", rows.get(1).get("hits"), "counts stand on the first token's row");
    assertEquals("0", rows.get(1).get("head_ns"));
    assertEquals("little", rows.get(2).get("pass"));
    assertEquals("0.5", rows.get(2).get("confidence"));
    assertEquals("true", rows.get(2).get("fallback"));
  }

  @Test
  void accessesAreThoseOfEachPassAndLayer() {
    Path file = directory.resolve("trace.arrow");
    write(file, PREFILL, LITTLE);
    Trace trace = Trace.read(file);
    assertEquals("a model", trace.metadata().get("model"));
    assertEquals(
        List.of(
            new ExpertAccess(0, 0, Kind.PREFILL, false, 0, List.of(0, 1, 2), List.of(1, 1, 2), 1),
            new ExpertAccess(0, 1, Kind.LITTLE, true, 0, List.of(1), List.of(1), 1)),
        trace.accesses());
  }

  @Test
  void manyBatchesAreOneFile() {
    Path file = directory.resolve("trace.arrow");
    PassRecord[] many = new PassRecord[9000];
    for (int i = 0; i < many.length; i++) {
      many[i] =
          new PassRecord(
              0, i, Kind.EXACT, i, new int[] {i}, Float.NaN, Outcome.FINAL, LITTLE.layers(), 1);
    }
    write(file, many);
    assertEquals(many.length, Trace.read(file).accesses().size());
  }

  @Test
  void thereIsNoFileBeforeTheEndAndNothingElseAfterIt() throws IOException {
    Path file = directory.resolve("trace.arrow");
    try (TraceWriter writer = new TraceWriter(file, Map.of())) {
      writer.pass(LITTLE);
      assertFalse(Files.exists(file));
      writer.finish();
    }
    try (var files = Files.list(directory)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void whatIsNotFinishedLeavesThingsAsTheyWere() throws IOException {
    Path file = Files.writeString(directory.resolve("trace.arrow"), "older");
    try (TraceWriter writer = new TraceWriter(file, Map.of())) {
      writer.pass(LITTLE);
    }
    try (var files = Files.list(directory)) {
      assertEquals(List.of(file), files.toList());
    }
    assertEquals("older", Files.readString(file));
  }

  @Test
  void whatIsNoTraceIsRefused() throws IOException {
    Path text =
        Files.writeString(directory.resolve("text.arrow"), "not a trace at all, but long enough");
    refused(text, "text.arrow");
    refused(directory.resolve("missing.arrow"), "no such file");
    Path nowhere = directory.resolve("no/such/directory.arrow");
    assertThrows(InputException.class, () -> new TraceWriter(nowhere, Map.of()));
  }

  private static void refused(Path file, String mentions) {
    InputException e = assertThrows(InputException.class, () -> Trace.read(file));
    assertTrue(e.getMessage().contains(mentions), e::getMessage);
  }

  private static void write(Path file, PassRecord... passes) {
    try (TraceWriter writer = new TraceWriter(file, Map.of("model", "a model"))) {
      for (PassRecord pass : passes) {
        writer.pass(pass);
      }
      writer.finish();
    }
  }
}
