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
  void medianIsTheMiddle() {
    assertEquals(2, new Spread(List.of(9.0, 1.0, 2.0)).median());
    assertEquals(3, new Spread(List.of(4.0, 1.0, 9.0, 2.0)).median());
  }
}
