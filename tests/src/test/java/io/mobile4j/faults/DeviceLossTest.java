package io.mobile4j.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.engine.Engine;
import io.mobile4j.engine.EngineOptions;
import io.mobile4j.engine.GenerateOptions;
import io.mobile4j.engine.LadderOptions;
import io.mobile4j.engine.Session;
import io.mobile4j.engine.policy.Policy;
import io.mobile4j.loader.Golden;
import io.mobile4j.loader.InputException;
import io.mobile4j.standin.device.HostRuntime;
import io.mobile4j.standin.memory.DeviceMemory;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A device is lost while it computes: one line, nothing leaks, and the next engine works. */
@Timeout(120)
class DeviceLossTest {
  private static final int[] PROMPT = {5, 6, 7, 8};
  private static final GenerateOptions MOBILE =
      GenerateOptions.greedy(12).withPolicy(new Policy.Mobile(1.01, 0)).withIgnoreEos(true);

  private final long allocatedBefore = DeviceMemory.HOST.allocated();

  @AfterEach
  void find() {
    HostRuntime.lose(false);
  }

  private static EngineOptions options(int slots) {
    EngineOptions options =
        EngineOptions.of(Golden.model("olmoe"))
            .withDevice("host")
            .withThreads(2)
            .withContextTokens(64);
    return slots == 0 ? options : options.withLadder(LadderOptions.NONE.withExpertSlots(slots));
  }

  private static void assertTells(InputException e) {
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    assertTrue(e.getMessage().startsWith("device host (host) failed at "), e.getMessage());
    assertTrue(e.getMessage().contains("the device is lost; take another device"), e.getMessage());
  }

  /** With few slots a transfer may be the first to meet it, else a graph. */
  @ParameterizedTest
  @ValueSource(ints = {0, 4})
  void inTheMiddleOfAnAnswer(int slots) {
    int[] tokens = {0};
    try (Engine engine = Engine.open(options(slots));
        Session session = engine.newSession()) {
      InputException e =
          assertThrows(
              InputException.class,
              () ->
                  session.generate(
                      PROMPT, MOBILE, (token, text) -> HostRuntime.lose(++tokens[0] == 3)));
      assertTells(e);
      assertEquals(3, tokens[0]);
      assertTells(assertThrows(InputException.class, () -> answer(engine)));
    }
    assertEquals(allocatedBefore, DeviceMemory.HOST.allocated());
    HostRuntime.lose(false);
    try (Engine engine = Engine.open(options(slots))) {
      assertEquals(12, answer(engine).size());
    }
  }

  private static List<Integer> answer(Engine engine) {
    try (Session session = engine.newSession()) {
      return session.generate(PROMPT, MOBILE, (token, text) -> {}).tokens();
    }
  }

  @Test
  void beforeAnythingIsThere() {
    HostRuntime.lose(true);
    InputException e = assertThrows(InputException.class, () -> Engine.open(options(0)).close());
    assertTrue(e.getMessage().startsWith("device host (host) cannot prepare "), e.getMessage());
    assertEquals(allocatedBefore, DeviceMemory.HOST.allocated());
  }
}
