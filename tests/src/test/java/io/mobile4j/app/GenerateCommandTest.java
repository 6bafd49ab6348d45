package io.mobile4j.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mobile4j.golden.Expected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateCommandTest {
  private static final String QUESTION =
      "Mona has 18 cups. Umar has 3 times as many cups as Mona. How many cups do they have together?";

  @Test
  void answersWithTheDemoModel() {
    Cli run = Cli.run("generate", QUESTION).ok();
    assertTrue(run.out().endsWith("#### 72\n"), run.out());
    assertTrue(run.err().startsWith("plan: "), run.err());
  }

  @Test
  void jsonHasEveryField() {
    JsonNode json = Cli.run("generate", "--json", QUESTION).ok().json();
    assertEquals(
        List.of(
            "model",
            "architecture",
            "device",
            "policy",
            "experts_per_token",
            "prompt_tokens",
            "tokens",
            "text",
            "finish_reason",
            "stats",
            "experts",
            "mobile"),
        names(json));
    assertEquals(
        List.of(
            "load_ms", "ttft_ms", "prefill_tokens_per_s", "decode_tokens_per_s", "peak_rss_bytes"),
        names(json.get("stats")));
    assertEquals(
        List.of(
            "slots",
            "hits",
            "demand_loads",
            "prefetch_loads",
            "bytes_moved",
            "stall_ms",
            "link_ms",
            "prefetch_ms",
            "overlap"),
        names(json.get("experts")));
    assertEquals("olmoe", json.get("architecture").textValue());
    assertEquals("cpu", json.get("device").textValue());
    assertEquals("exact", json.get("policy").textValue());
    assertEquals(8, json.get("experts_per_token").intValue());
    assertEquals("stop", json.get("finish_reason").textValue());
    assertTrue(json.get("text").textValue().endsWith("#### 72\n"));
    assertTrue(json.get("stats").get("ttft_ms").doubleValue() > 0);
    assertTrue(json.get("mobile").isNull());
  }

  @Test
  void plainTextAndJsonAgree() {
    String plain = Cli.run("generate", QUESTION).ok().out();
    JsonNode json = Cli.run("generate", "--json", QUESTION).ok().json();
    assertEquals(plain, json.get("text").textValue());
    String cut = Cli.run("generate", "-n", "5", QUESTION).ok().out();
    assertTrue(plain.startsWith(cut.stripTrailing()) && cut.endsWith("\n"), cut);
  }

  @Test
  void mobileTellsWhatItDid() {
    JsonNode json =
        Cli.run("generate", "--json", "--raw", "--policy", "mobile", "-n", "20", "def f(x):")
            .ok()
            .json();
    JsonNode mobile = json.get("mobile");
    assertEquals(
        List.of(
            "steps",
            "fallbacks",
            "confidence",
            "fallback_ratio",
            "prefetch_precision",
            "prefetch_precision_by_layer"),
        names(mobile));
    assertEquals(19, mobile.get("steps").intValue());
    assertEquals(19, mobile.get("fallbacks").size());
    assertEquals(19, mobile.get("confidence").size());
    assertEquals(6, mobile.get("prefetch_precision_by_layer").size());
    for (int i = 0; i < 19; i++) {
      assertEquals(
          mobile.get("confidence").get(i).doubleValue() < 0.7,
          mobile.get("fallbacks").get(i).booleanValue());
    }
  }

  @Test
  void slotsChangeNoTokenAndAreCounted() {
    JsonNode all = Cli.run("generate", "--json", QUESTION).ok().json();
    JsonNode few =
        Cli.run("generate", "--json", "--expert-slots", "48", "--link", "2GB/s", QUESTION)
            .ok()
            .json();
    assertEquals(all.get("tokens"), few.get("tokens"));
    JsonNode experts = few.get("experts");
    assertEquals(48, experts.get("slots").intValue());
    assertTrue(experts.get("demand_loads").longValue() > 0);
    assertEquals(
        experts.get("demand_loads").longValue() * 77824, experts.get("bytes_moved").longValue());
    assertTrue(experts.get("link").textValue().contains("simulated"));
    String line = Cli.run("generate", "--expert-slots", "48", QUESTION).ok().err();
    assertTrue(line.contains("48 slots: "), line);
  }

  @Test
  void withoutFallbackThereIsNoPrecision() {
    JsonNode mobile =
        Cli.run("generate", "--json", "--policy", "little", QUESTION).ok().json().get("mobile");
    assertEquals(0, mobile.get("fallback_ratio").doubleValue());
    assertTrue(mobile.get("prefetch_precision").isNull());
    assertTrue(mobile.get("prefetch_precision_by_layer").isEmpty());
  }

  @Test
  void takesIdsWithoutTokenizer() {
    Path model = Cli.GOLDEN.resolve("olmoe");
    Expected want = Expected.read(model.resolve("expected-float32.safetensors"), 0);
    List<String> ids = new ArrayList<>();
    for (int id : want.ids()) {
      ids.add(Integer.toString(id));
    }
    String[] args = {
      "generate", "--ignore-eos", "-n", "24", "--prompt-ids", String.join(",", ids), "--model"
    };
    String plain = Cli.run(with(args, model.toString())).ok().out();
    assertEquals(
        String.join(",", want.greedy().stream().map(String::valueOf).toList()) + "\n", plain);
    JsonNode json = Cli.run(with(args, model.toString(), "--json")).ok().json();
    assertTrue(json.get("text").isNull());
    assertEquals("length", json.get("finish_reason").textValue());
    assertEquals(want.ids().length, json.get("prompt_tokens").intValue());
  }

  @Test
  void rawPromptIsContinuedAsItIs() {
    JsonNode raw = Cli.run("generate", "--json", "--raw", "-n", "1", "Answer:").ok().json();
    JsonNode chat = Cli.run("generate", "--json", "--chat", "-n", "1", "Answer:").ok().json();
    String ids = Cli.run("tokenize", "Answer:").ok().out();
    assertEquals(ids.strip().split(",").length, raw.get("prompt_tokens").intValue());
    assertTrue(
        chat.get("prompt_tokens").intValue() > raw.get("prompt_tokens").intValue(),
        "the chat template adds to it");
  }

  @Test
  void promptFileIsThePromptWithoutItsLastLineBreak(@TempDir Path dir) throws IOException {
    Path file = Files.writeString(dir.resolve("prompt.txt"), QUESTION + "\n");
    String direct = Cli.run("generate", QUESTION).ok().out();
    assertEquals(direct, Cli.run("generate", "--prompt-file", file.toString()).ok().out());
    assertEquals(
        direct, Cli.runWithInput(QUESTION + "\r\n", "generate", "--prompt-file", "-").ok().out());
  }

  @Test
  void promptsMayLookLikeAnything() {
    for (String prompt : List.of("@file", "-5 + 3", "${x}", "--help me", "ünïcödé 日本")) {
      Cli run = Cli.run("generate", "--json", "--raw", "-n", "1", "--", prompt).ok();
      int tokens = Cli.run("tokenize", "--", prompt).ok().out().split(",").length;
      assertEquals(tokens, run.json().get("prompt_tokens").intValue(), prompt);
    }
  }

  @Test
  void theSameSeedGivesTheSameAnswer() {
    String[] args = {"generate", "--raw", "-n", "12", "--temperature", "1", "Once upon", "--seed"};
    String first = Cli.run(with(args, "1")).ok().out();
    assertEquals(first, Cli.run(with(args, "1")).ok().out());
    assertNotEquals(first, Cli.run(with(args, "2")).ok().out());
  }

  @Test
  void stopStringEndsTheAnswer() {
    JsonNode json = Cli.run("generate", "--json", "--stop", "####", QUESTION).ok().json();
    assertEquals("stop", json.get("finish_reason").textValue());
    assertFalse(json.get("text").textValue().contains("#"));
  }

  private static String[] with(String[] args, String... more) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
