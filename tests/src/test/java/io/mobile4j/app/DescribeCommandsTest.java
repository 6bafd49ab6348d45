package io.mobile4j.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that load nothing, and the help of all. */
class DescribeCommandsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "generate",
        "chat",
        "inspect",
        "plan",
        "doctor",
        "tokenize",
        "logits",
        "synth",
        "bench"
      })
  void everyCommandHasHelp(String command) {
    String help = Cli.run(command, "--help").ok().out();
    assertTrue(help.startsWith("Usage: mobile4j " + command), help);
    assertTrue(Cli.run("--help").ok().out().contains(command));
  }

  @Test
  void withoutACommandItShowsTheHelp() {
    assertEquals(Cli.run("--help").ok().out(), Cli.run().ok().out());
    assertTrue(Cli.run("--version").ok().out().startsWith("mobile4j "));
  }

  @ParameterizedTest
  @CsvSource({
    "olmoe, 3, 16, 4, multi-head, 0",
    "mixtral, 2, 8, 2, grouped-query, 0",
    "qwen2_moe, 3, 12, 4, multi-head, 48",
    "qwen3_moe, 3, 16, 4, grouped-query, 0",
    "deepseek_v2, 3, 16, 4, latent, 48"
  })
  void inspectKnowsEveryArchitecture(
      String model, int layers, int experts, int topK, String attention, int shared) {
    JsonNode json = Cli.run("inspect", "--json", Cli.GOLDEN.resolve(model).toString()).ok().json();
    assertEquals(model, json.get("architecture").textValue());
    assertEquals(layers, json.get("layers").intValue());
    assertEquals(experts, json.get("experts").intValue());
    assertEquals(topK, json.get("experts_per_token").intValue());
    assertEquals(attention, json.get("attention").textValue());
    assertEquals(shared, json.get("shared_expert_intermediate_size").intValue());
  }

  @Test
  void inspectCountsTheDemoModel() {
    JsonNode json = Cli.run("inspect", "--json").ok().json();
    // 6 layers: norms 4 x 192 (q and k too), q k v o 4 x 192^2, router 64 x 192, 64 experts.
    long layer = 4 * 192 + 4 * 192 * 192 + 64 * 192;
    long expert = 3 * 192 * 64;
    long all = 2 * 1024 * 192 + 192 + 6 * (layer + 64 * expert);
    assertEquals(all, json.get("parameters").longValue());
    assertEquals(all - 6 * 56 * expert, json.get("active_parameters").longValue());
    assertEquals(2 * all, json.get("checkpoint_bytes").longValue());
    assertEquals(2 * (all - 1024 * 192 - 6 * 56 * expert), json.get("bytes_per_token").longValue());
    assertEquals(6 * 2 * 192 * 4, json.get("kv_bytes_per_token").longValue());
    assertTrue(json.get("chat_template").booleanValue());
    String table = Cli.run("inspect").ok().out();
    assertEquals(json.size(), table.lines().count());
  }

  @Test
  void planShowsWhatFormatsAndContextCost() {
    JsonNode stored = Cli.run("plan", "--json").ok().json();
    JsonNode small =
        Cli.run("plan", "--json", "--experts", "q8_0", "--kv", "q8_0", "--context", "64")
            .ok()
            .json();
    assertEquals(256, stored.get("context_tokens").intValue());
    assertEquals(64, small.get("context_tokens").intValue());
    assertTrue(small.get("slot_bytes").longValue() < 0.7 * stored.get("slot_bytes").longValue());
    assertTrue(small.get("kv_bytes").longValue() < 0.1 * stored.get("kv_bytes").longValue());
    assertEquals(stored.get("dense_bytes"), small.get("dense_bytes"));
    assertTrue(Cli.run("plan").ok().out().contains("all resident"));
  }

  @Test
  void planNamesTheDeviceThatComputes() {
    JsonNode json = Cli.run("plan", "--json", "--device", "cpu").ok().json();
    assertEquals("cpu", json.get("device").textValue());
    assertEquals("asked for", json.get("device_reason").textValue());
    assertFalse(Cli.run("plan").ok().out().contains("auto"), "what was asked for is not a device");
  }

  @Test
  void deviceMemoryBoundsTheSlots() {
    JsonNode all = Cli.run("plan", "--json").ok().json();
    long record = all.get("expert_bytes").longValue();
    long others =
        all.get("dense_bytes").longValue()
            + all.get("kv_bytes").longValue()
            + all.get("work_bytes").longValue();
    JsonNode some = Cli.run("plan", "--json", "--device-memory", "30000000").ok().json();
    int slots = some.get("slots").intValue();
    assertTrue(slots >= 8 && slots < 384, some::toString);
    assertTrue(slots * record + all.get("dense_bytes").longValue() < 30_000_000, some::toString);
    assertEquals(
        384,
        Cli.run("plan", "--json", "--device-memory", Long.toString(others + 384 * record))
            .ok()
            .json()
            .get("slots")
            .intValue());
    assertEquals(
        9,
        Cli.run("plan", "--json", "--device-memory", "30000000", "--expert-slots", "9")
            .ok()
            .json()
            .get("slots")
            .intValue());
  }

  @Test
  void planNamesASimulatedLink() {
    JsonNode json =
        Cli.run("plan", "--json", "--expert-slots", "48", "--link", "16GB/s", "--ram", "5MB")
            .ok()
            .json();
    assertEquals(48, json.get("slots").intValue());
    assertTrue(json.get("file_store").booleanValue());
    assertTrue(json.get("link").textValue().contains("16.0 GB/s"), json::toString);
    assertTrue(json.get("link").textValue().contains("simulated"), json::toString);
  }

  @Test
  void tokenizeAndBack() {
    String text = "Grüße, 日本! \t12";
    String ids = Cli.run("tokenize", text).ok().out().strip();
    assertEquals(text + "\n", Cli.run("tokenize", "--decode", ids).ok().out());
    JsonNode json = Cli.run("tokenize", "--json", text).ok().json();
    assertEquals(ids.split(",").length, json.get("tokens").size());
    assertEquals(text, json.get("text").textValue());
    assertEquals(
        "Question: hi\nAnswer:",
        Cli.run("tokenize", "--json", "--chat", "hi").ok().json().get("text").textValue());
  }

  @Test
  void doctorReportsAndAdvises() {
    String report = Cli.run("doctor").ok().out();
    for (String topic : new String[] {"JVM", "Vector API", "cores", "memory", "TornadoVM"}) {
      assertTrue(report.contains(topic), report);
    }
    JsonNode findings = Cli.run("doctor", "--json").ok().json().get("findings");
    for (JsonNode finding : findings) {
      boolean good = finding.get("level").textValue().equals("ok");
      assertEquals(good, finding.get("remedy").textValue().isEmpty(), finding::toString);
    }
    assertFalse(findings.isEmpty());
  }
}
