package io.mobile4j.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mobile4j.engine.telemetry.TraceWriter;
import io.mobile4j.telemetry.ArrowRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code cache-study}: the replay is what the engine's slots did; the optimum is above it. */
class CacheStudyCommandTest {
  @TempDir private Path directory;

  /** The loads of a prompt of one token have an order, so that the replay is exact. */
  private Path trace(String... more) {
    Path file = directory.resolve("t.arrow");
    String[] args = {
      "generate",
      "--prompt-ids",
      "272",
      "--max-new-tokens",
      "60",
      "--ignore-eos",
      "--json",
      "--device",
      "cpu",
      "--trace",
      file.toString()
    };
    Cli.run(Stream.of(args, more).flatMap(Stream::of).toArray(String[]::new)).ok();
    return file;
  }

  @ParameterizedTest
  @CsvSource({
    "lru, exact, 96",
    "lfu, exact, 96",
    "lru, little, 40",
    "lfu, exact, 8",
    "none, exact, 64"
  })
  void theReplayIsWhatTheSlotsDid(String cache, String policy, String slots) {
    Path trace = trace("--cache", cache, "--policy", policy, "--expert-slots", slots);
    JsonNode study =
        Cli.run("cache-study", trace.toString(), "--slots", slots, "--json").ok().json();
    assertEquals(cache, study.at("/recorded/cache").asText());
    assertEquals(
        study.at("/recorded/hit_ratio").doubleValue(),
        study.at("/hit_ratios/0/" + cache).doubleValue());
    assertEquals(study.at("/recorded/hit_ratio"), study.at("/recorded/replayed_hit_ratio"));
  }

  /** What a little pass used is kept for a big one, and none follows: nothing is prefetched. */
  @ParameterizedTest
  @CsvSource({"lfu, 60", "lru, 96", "none, 30"})
  void theReplayKeepsWhatABigPassMayUse(String cache, String slots) {
    String[] settings = {
      "--policy", "mobile", "--gamma", "0", "--cache", cache, "--expert-slots", slots
    };
    JsonNode study = Cli.run("cache-study", trace(settings).toString(), "--json").ok().json();
    assertEquals(study.at("/recorded/hit_ratio"), study.at("/recorded/replayed_hit_ratio"));
  }

  @Test
  void prefetchesAreSaidToMakeTheDifference() {
    String trace = trace("--expert-slots", "96", "--route-ahead").toString();
    String text = Cli.run("cache-study", trace, "--slots", "64").ok().out();
    assertTrue(text.contains("were recorded: it leaves out prefetches"), text);
  }

  @Test
  void whereEveryExpertWasResidentNothingWasRecorded() {
    String trace = trace().toString();
    JsonNode study = Cli.run("cache-study", trace, "--json").ok().json();
    assertTrue(study.at("/recorded/hit_ratio").isNull(), study::toString);
    assertTrue(study.at("/recorded/replayed_hit_ratio").isNull(), study::toString);
    assertTrue(study.at("/hit_ratios/0/optimum").isNumber(), study::toString);
    String text = Cli.run("cache-study", trace).ok().out();
    assertTrue(text.contains("every expert was resident"), text);
  }

  @Test
  void anEmptyTraceIsRefused() {
    Path file = directory.resolve("empty.arrow");
    try (TraceWriter writer =
        new TraceWriter(
            file,
            Map.of(
                "expert_layers",
                "2",
                "experts",
                "4",
                "experts_per_token",
                "1",
                "slots",
                "3",
                "cache",
                "lru"))) {
      writer.finish();
    }
    Cli.run("cache-study", file.toString()).refused("empty.arrow: nothing was computed");
  }

  @Test
  void theOptimumIsTheBest() {
    JsonNode study =
        Cli.run("cache-study", trace("--expert-slots", "64").toString(), "--json").ok().json();
    double before = 0;
    for (JsonNode row : study.get("hit_ratios")) {
      double optimum = row.get("optimum").doubleValue();
      for (String policy : List.of("none", "lru", "lfu")) {
        assertTrue(optimum >= row.get(policy).doubleValue(), row::toString);
      }
      assertTrue(optimum >= before, "more slots are not worse");
      before = optimum;
    }
    JsonNode last = study.get("hit_ratios").get(study.get("hit_ratios").size() - 1);
    assertEquals(384, last.get("slots").intValue());
    assertEquals(
        before, last.get("lru").doubleValue(), "with all experts every policy is the best");
    for (JsonNode layer : study.get("layers")) {
      assertEquals(8, layer.get("working_set_1").doubleValue());
      assertTrue(layer.get("working_set_8").doubleValue() > 8);
      assertTrue(layer.get("working_set_128").isNull(), "no answer is as long");
    }
  }

  @Test
  void filesHoldTheTables() throws IOException {
    Path out = directory.resolve("study");
    Cli.run("cache-study", trace("--expert-slots", "64").toString(), "--out", out.toString()).ok();
    for (String name : List.of("cache-study", "layers")) {
      List<String> csv = Files.readAllLines(out.resolve(name + ".csv"));
      assertEquals(csv.size() - 1, ArrowRows.read(out.resolve(name + ".arrow")).size());
      assertTrue(ImageIO.read(out.resolve(name + ".png").toFile()).getWidth() > 500);
      assertTrue(Files.readString(out.resolve(name + ".md")).contains("64 slots, lru"));
    }
  }

  @Test
  void whatCannotBeStudiedIsRefused() throws IOException {
    Cli.run("cache-study", directory.resolve("none.arrow").toString()).refused("no such file");
    Path text = Files.writeString(directory.resolve("x.arrow"), "a text");
    Cli.run("cache-study", text.toString()).refused("x.arrow", "trace");
    Path trace = trace("--expert-slots", "64");
    Cli.run("cache-study", trace.toString(), "--slots", "7").refused("--slots 7", "8 to 384");
    Cli.run("cache-study", trace.toString(), "--slots", "385").refused("--slots 385");
    Cli.run("cache-study", trace.toString(), "--out", text.toString()).refused("x.arrow", "a file");
    byte[] whole = Files.readAllBytes(trace);
    Files.write(trace, java.util.Arrays.copyOf(whole, whole.length / 2));
    Cli.run("cache-study", trace.toString()).refused("t.arrow");
  }
}
