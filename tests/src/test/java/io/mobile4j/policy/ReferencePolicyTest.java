package io.mobile4j.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mobile4j.engine.Engine;
import io.mobile4j.engine.EngineOptions;
import io.mobile4j.engine.GenerateOptions;
import io.mobile4j.engine.Generation;
import io.mobile4j.engine.Session;
import io.mobile4j.engine.policy.MobileStats;
import io.mobile4j.engine.policy.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every policy on the demo model, step by step, against an independent reference decoder. */
class ReferencePolicyTest {
  private static final Path DEMO = Path.of("../app/models/demo");
  private static final Path POLICY = Path.of("src/test/resources/policy/policy.json");
  private static final double CONFIDENCE_TOLERANCE = 1e-3;
  private static final double ROUNDING = 1e-6; // of the precisions in the file

  private static Engine engine;

  @BeforeAll
  static void open() {
    engine = Engine.open(EngineOptions.of(DEMO).withDevice("cpu").withThreads(2));
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @TestFactory
  Stream<DynamicTest> matchesTheReference() throws IOException {
    JsonNode reference = new ObjectMapper().readTree(POLICY.toFile());
    int maxNewTokens = reference.get("max_new_tokens").asInt();
    List<JsonNode> cases = new ArrayList<>();
    reference.get("cases").forEach(cases::add);
    assertTrue(cases.size() > 50, "the file has its cases");
    return cases.stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    "%s gamma %s k %s: %s"
                        .formatted(
                            c.get("policy").asText(),
                            c.get("gamma"),
                            c.get("little_experts"),
                            c.get("prompt").asText().lines().findFirst().orElse("")),
                    () -> check(c, maxNewTokens)));
  }

  private static void check(JsonNode expected, int maxNewTokens) {
    Policy policy = policy(expected);
    Generation got = generate(ids(expected), policy, maxNewTokens);
    assertEquals(list(expected.get("tokens"), JsonNode::asInt), got.tokens());
    if (policy instanceof Policy.Exact) {
      return;
    }
    MobileStats stats = got.mobile().orElseThrow();
    assertEquals(list(expected.get("fallbacks"), JsonNode::asBoolean), stats.fallbacks());
    assertClose(expected.get("confidence"), stats.confidence(), CONFIDENCE_TOLERANCE);
    assertClose(
        expected.get("prefetch_precision_by_layer"), stats.prefetchPrecisionByLayer(), ROUNDING);
  }

  @Test
  void gammaZeroIsLittle() throws IOException {
    for (int[] prompt : prompts()) {
      assertEquals(
          generate(prompt, new Policy.Little(3), 24).tokens(),
          generate(prompt, new Policy.Mobile(0, 3), 24).tokens());
    }
  }

  @Test
  void gammaAboveOneIsExact() throws IOException {
    for (int[] prompt : prompts()) {
      Generation mobile = generate(prompt, new Policy.Mobile(1.01, 2), 24);
      assertEquals(generate(prompt, new Policy.Exact(), 24).tokens(), mobile.tokens());
      assertEquals(1.0, mobile.mobile().orElseThrow().fallbackRatio());
    }
  }

  private static List<int[]> prompts() throws IOException {
    List<int[]> prompts = new ArrayList<>();
    for (JsonNode c : new ObjectMapper().readTree(POLICY.toFile()).get("cases")) {
      if (c.get("policy").asText().equals("exact")) {
        prompts.add(ids(c));
      }
    }
    return prompts;
  }

  private static Generation generate(int[] prompt, Policy policy, int maxNewTokens) {
    try (Session session = engine.newSession()) {
      return session.generate(
          prompt, GenerateOptions.greedy(maxNewTokens).withPolicy(policy), (token, text) -> {});
    }
  }

  private static Policy policy(JsonNode c) {
    int little = c.get("little_experts").asInt();
    return switch (c.get("policy").asText()) {
      case "exact" -> new Policy.Exact();
      case "little" -> new Policy.Little(little);
      case "mobile" -> new Policy.Mobile(c.get("gamma").asDouble(), little);
      default -> throw new AssertionError(c);
    };
  }

  private static int[] ids(JsonNode c) {
    return list(c.get("prompt_ids"), JsonNode::asInt).stream().mapToInt(i -> i).toArray();
  }

  private static <T> List<T> list(JsonNode array, Function<JsonNode, T> value) {
    List<T> values = new ArrayList<>();
    array.forEach(item -> values.add(value.apply(item)));
    return values;
  }

  private static void assertClose(JsonNode expected, List<Double> actual, double tolerance) {
    List<Double> values = list(expected, JsonNode::asDouble);
    assertEquals(values.size(), actual.size());
    for (int i = 0; i < values.size(); i++) {
      assertEquals(values.get(i), actual.get(i), tolerance);
    }
  }
}
