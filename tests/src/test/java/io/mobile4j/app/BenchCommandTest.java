package io.mobile4j.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mobile4j.app.bench.Spread;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchCommandTest {
  @Test
  void reportsEveryFigure() {
    JsonNode json =
        Cli.run("bench", "--json", "--prompt", "20", "--gen", "10", "--repeat", "3").ok().json();
    for (String figure :
        List.of("prefill_tokens_per_s", "decode_tokens_per_s", "ttft_ms", "peak_rss_bytes")) {
      assertTrue(json.get(figure).doubleValue() > 0, figure);
    }
    for (String figure : List.of("prefill_tokens_per_s", "decode_tokens_per_s", "ttft_ms")) {
      JsonNode spread = json.get("spread").get(figure);
      assertEquals(3, spread.get("samples").size());
      assertEquals(json.get(figure), spread.get("median"));
      assertTrue(spread.get("min").doubleValue() <= spread.get("max").doubleValue());
    }
    // As inspect counts, and the keys and values of some seven positions.
    long weights = Cli.run("inspect", "--json").ok().json().get("bytes_per_token").longValue();
    assertEquals(weights + 7 * 9216, json.get("bytes_per_token").longValue());
    assertTrue(json.get("memory_bandwidth_bytes_per_s").doubleValue() > 1e8);
    JsonNode memory = json.get("spread").get("memory_bandwidth_bytes_per_s");
    assertEquals(3, memory.get("samples").size());
    assertEquals(json.get("memory_bandwidth_bytes_per_s"), memory.get("max"));
    assertTrue(json.get("bandwidth_fraction").doubleValue() > 0);
    assertTrue(json.get("fallback_ratio").isNull());
    assertEquals(0, json.get("bytes_moved_per_token").doubleValue());
  }

  @Test
  void measuresAnyPolicy() {
    String[] args = {
      "bench", "--json", "--prompt", "5", "--gen", "10", "--repeat", "1", "--policy"
    };
    String[] mobile = java.util.Arrays.copyOf(args, args.length + 1);
    mobile[args.length] = "mobile";
    JsonNode json = Cli.run(mobile).ok().json();
    assertEquals("mobile", json.get("policy").textValue());
    assertTrue(json.get("fallback_ratio").doubleValue() >= 0);
  }

  @Test
  void defaultsFitTheModelsContext() {
    JsonNode json = Cli.run("bench", "--json", "--gen", "3", "--repeat", "1").ok().json();
    assertEquals(256, json.get("prompt").intValue());
  }

  @Test
  void comparesWithExactAndShowsBothArmsQuality() {
    JsonNode json =
        Cli.run(
                "bench",
                "--json",
                "--prompt",
                "5",
                "--gen",
                "5",
                "--repeat",
                "2",
                "--limit",
                "3",
                "--policy",
                "mobile",
                "--expert-slots",
                "64",
                "--against",
                "exact")
            .ok()
            .json();
    assertEquals("exact", json.get("against").textValue());
    JsonNode ab = json.get("ratios").get("ab");
    assertEquals(2, ab.get("samples").size());
    assertEquals(json.get("ratio"), ab.get("median"));
    assertEquals(json.get("aa_ratio"), json.get("ratios").get("aa").get("median"));
    JsonNode exact = json.get("arms").get(0);
    JsonNode mobile = json.get("arms").get(1);
    for (int i = 0; i < 2; i++) {
      double pair =
          mobile.get("spread").get("samples").get(i).doubleValue()
              / exact.get("spread").get("samples").get(i).doubleValue();
      assertEquals(pair, ab.get("samples").get(i).doubleValue(), 1e-4 * pair);
    }
    assertEquals("exact", exact.get("arm").textValue());
    assertEquals("mobile", mobile.get("arm").textValue());
    assertTrue(
        mobile.get("bytes_moved_per_token").doubleValue()
            < exact.get("bytes_moved_per_token").doubleValue(),
        "half the experts");
    assertTrue(exact.get("fallback_ratio").isNull());
    assertTrue(mobile.get("fallback_ratio").doubleValue() >= 0);
    for (JsonNode arm : json.get("arms")) {
      assertEquals(3, arm.get("quality").get("answers").intValue());
      assertTrue(arm.get("quality").get("accuracy").doubleValue() > 0);
      assertTrue(arm.get("link_ms_per_token").doubleValue() > 0, "experts were moved");
    }
    assertEquals(0, exact.get("quality").get("kl_to_exact").doubleValue());
    assertTrue(mobile.get("quality").get("kl_to_exact").doubleValue() > 0);
  }

  @Test
  void saysWhereThereIsNoQuality() {
    String[] tiny = {
      "bench",
      "--model",
      Cli.GOLDEN.resolve("olmoe").toString(),
      "--prompt",
      "5",
      "--gen",
      "5",
      "--repeat",
      "1",
      "--against",
      "exact",
      "--policy",
      "little",
      "--json"
    };
    JsonNode json = Cli.run(tiny).ok().json();
    assertTrue(json.get("ratio").doubleValue() > 0);
    assertTrue(json.get("compared_on").textValue().contains("random"));
    assertTrue(json.get("arms").get(1).get("quality").isNull());
    String table = Cli.run(java.util.Arrays.copyOf(tiny, tiny.length - 1)).ok().out();
    assertTrue(table.contains("quality") && table.contains("no tokenizer"), table);
  }

  @Test
  void optionsOfAComparisonNeedOne() {
    Cli.run("bench", "--limit", "3").refused("--limit", "--against");
    Cli.run("bench", "--against", "mobile").refused("--against", "exact");
    Cli.run("bench", "--against", "exact", "--limit", "0").refused("--limit 0");
  }

  @Test
  void medianIsTheMiddle() {
    assertEquals(2, new Spread(List.of(9.0, 1.0, 2.0)).median());
    assertEquals(3, new Spread(List.of(4.0, 1.0, 9.0, 2.0)).median());
  }
}
