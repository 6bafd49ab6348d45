package io.mobile4j.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.engine.experts.ResidencyCounters;
import io.mobile4j.engine.policy.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a flight recording holds of loads and stalls is what the counters say. */
class FlightRecordingTest {
  private static final Path DEMO = Path.of("../app/models/demo");
  private static final String QUESTION = "Mona has 18 cups and buys 3 more. How many cups?";
  private static final int SLOTS = 96;

  @TempDir private Path directory;

  @Test
  void loadsAndStallsAreEvents() throws IOException {
    Path file = directory.resolve("t.jfr");
    ResidencyCounters counters;
    try (Recording recording = new Recording()) {
      recording.enable("io.mobile4j.ExpertLoad").withThreshold(Duration.ZERO);
      recording.enable("io.mobile4j.ExpertStall").withThreshold(Duration.ZERO);
      recording.start();
      counters = answer();
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    var loads =
        events.stream()
            .filter(e -> e.getEventType().getName().equals("io.mobile4j.ExpertLoad"))
            .toList();
    var causes =
        loads.stream()
            .collect(Collectors.groupingBy(e -> e.getString("cause"), Collectors.counting()));
    assertEquals(counters.prefetchLoads(), causes.getOrDefault("PREFETCH", 0L));
    assertEquals(
        counters.demandLoads(),
        causes.getOrDefault("DEMAND", 0L) + causes.getOrDefault("AHEAD", 0L),
        causes::toString);
    assertTrue(counters.prefetchLoads() > 0 && counters.demandLoads() > 0, counters::toString);
    assertEquals(counters.bytesMoved(), loads.stream().mapToLong(e -> e.getLong("bytes")).sum());
    assertTrue(loads.stream().allMatch(e -> e.getInt("slot") < SLOTS && e.getInt("expert") < 64));
    double stalls =
        events.stream()
            .filter(e -> e.getEventType().getName().equals("io.mobile4j.ExpertStall"))
            .mapToLong(e -> e.getDuration().toNanos())
            .sum();
    assertTrue(counters.stallNanos() > 0);
    // An event begins before the counter's clock is read, and ends after it; the clocks differ a
    // bit.
    assertTrue(stalls >= 0.99 * counters.stallNanos(), stalls + " ns of " + counters);
  }

  /** Slow enough a link that compute waits; the engine is closed, so that all events are there. */
  private static ResidencyCounters answer() {
    EngineOptions options =
        EngineOptions.of(DEMO)
            .withDevice("cpu")
            .withThreads(2)
            .withLadder(LadderOptions.NONE.withExpertSlots(SLOTS).withLink(200e6, 0));
    try (Engine engine = Engine.open(options);
        Session session = engine.newSession()) {
      GenerateOptions mobile = GenerateOptions.greedy(20).withPolicy(new Policy.Mobile(0.99, 0));
      session.chat(QUESTION, mobile, (token, text) -> {});
      // Waits for a last prefetch, which the answer's own counters may not have.
      engine.emptySlots();
      return engine.residency().counters();
    }
  }
}
