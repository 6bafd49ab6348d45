package io.mobile4j.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.engine.device.DeviceException;
import io.mobile4j.engine.device.select.Devices;
import io.mobile4j.engine.device.tornado.DeviceNeeds;
import io.mobile4j.engine.experts.CachePolicy;
import io.mobile4j.loader.Golden;
import io.mobile4j.nativeconfig.DeviceInfo;
import io.mobile4j.nativeconfig.Tornado;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** GPUs that fail: {@code auto} says so and goes on, a device asked for by name is an error. */
class DeviceFallbackTest {
  private static final long GIB = 1L << 30;

  private final PrintStream stderr = System.err;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final List<String> plans = new ArrayList<>();

  @BeforeEach
  void listen() {
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() {
    System.setErr(stderr);
  }

  /** A GPU of this name, which computes on the host where its memory allows. */
  private static DeviceInfo gpu(String id, long memory, long largestArray) {
    return new DeviceInfo(id, 0, 0, "GPU " + id, "fake", "GPU", memory, largestArray, false);
  }

  private Engine open(String device, DeviceInfo... gpus) {
    EngineOptions options =
        EngineOptions.of(Golden.model("olmoe"))
            .withThreads(2)
            .withContextTokens(64)
            .withDevice(device)
            .withProgress(
                new LoadListener() {
                  @Override
                  public void progress(String stage, long done, long total) {}

                  @Override
                  public void plan(Plan plan) {
                    plans.add(plan.device() + ", " + plan.deviceReason());
                  }
                });
    return Engine.open(options, new Devices(new Tornado(Tornado.Kind.SDK, "", List.of(gpus))));
  }

  private List<String> lines() {
    return said.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void autoGoesOnToTheCpuAndSaysWhy() {
    try (Engine engine = open("auto", gpu("cuda:0", GIB, 2_000))) {
      assertTrue(engine.deviceDescription().startsWith("cpu"), engine.deviceDescription());
    }
    assertEquals(1, lines().size(), lines()::toString);
    assertTrue(lines().getFirst().contains("cuda:0 cannot be used, going on with the next device"));
    assertTrue(lines().getFirst().contains("largest"), "and why: " + lines());
    assertEquals("cpu, no GPU can be used", plans.getLast());
  }

  @Test
  void autoGoesOnToTheNextGpu() {
    try (Engine engine = open("auto", gpu("cuda:0", GIB, 2_000), gpu("opencl:0", GIB, GIB))) {
      assertTrue(engine.deviceDescription().startsWith("opencl:0"), engine.deviceDescription());
    }
    assertEquals(1, lines().size(), lines()::toString);
  }

  @Test
  void aDeviceAskedForIsAnErrorInstead() {
    DeviceException e =
        assertThrows(DeviceException.class, () -> open("cuda", gpu("cuda:0", GIB, 2_000)).close());
    assertTrue(e.getMessage().contains("--device cpu"), e.getMessage());
    assertEquals(List.of(), lines());
  }

  @Test
  void aGpuWithoutMemoryForTheFewestSlotsIsPassedOver() {
    try (Engine engine = open("auto", gpu("cuda:0", 1_000_000, GIB))) {
      assertTrue(engine.deviceDescription().startsWith("cpu"), engine.deviceDescription());
    }
    assertEquals(1, lines().size(), lines()::toString);
    assertTrue(lines().getFirst().contains("has 1.00 MB of memory"), lines()::toString);
    DeviceException e =
        assertThrows(
            DeviceException.class, () -> open("cuda", gpu("cuda:0", 1_000_000, GIB)).close());
    assertTrue(e.getMessage().contains("too little"), e.getMessage());
  }

  @Test
  void aGpuWithoutMemoryForAllExpertsGetsAsManySlotsAsItHolds() {
    DeviceNeeds needs;
    int all;
    try (Engine engine = open("cuda", gpu("cuda:0", GIB, GIB))) {
      Plan plan = engine.plan();
      assertTrue(plan.allResident());
      all = plan.slots();
      needs =
          DeviceNeeds.of(
              plan.spec(),
              ModelFiles.read(Golden.model("olmoe"))
                  .denseTensors(Optional.empty(), QuantOrder.ROWS),
              plan.expert(),
              plan.kvBytes(),
              plan.contextTokens());
    }
    long half = needs.otherBytes() + all / 2 * needs.slotBytes();
    try (Engine engine = open("cuda", gpu("cuda:0", half + half / 15 + 1, GIB))) {
      assertEquals(all / 2, engine.plan().slots());
    }
  }

  @Test
  void moreMemoryThanTheDeviceHasCannotBeAskedFor() {
    EngineOptions options =
        EngineOptions.of(Golden.model("olmoe"))
            .withDevice("cuda")
            .withLadder(
                new LadderOptions(
                    OptionalInt.empty(),
                    OptionalLong.of(2 * GIB),
                    OptionalLong.empty(),
                    OptionalDouble.empty(),
                    0,
                    CachePolicy.LRU,
                    false));
    Devices one = new Devices(new Tornado(Tornado.Kind.SDK, "", List.of(gpu("cuda:0", GIB, GIB))));
    DeviceException e =
        assertThrows(DeviceException.class, () -> Engine.open(options, one).close());
    assertTrue(e.getMessage().contains("GPU cuda:0) has 1.07 GB"), e.getMessage());
  }

  @Test
  void whatIsNoFaultOfTheDeviceIsNotTriedAgain() {
    EngineOptions missing = EngineOptions.of(Golden.model("missing")).withDevice("auto");
    Devices two = new Devices(new Tornado(Tornado.Kind.SDK, "", List.of(gpu("cuda:0", GIB, GIB))));
    assertThrows(RuntimeException.class, () -> Engine.open(missing, two).close());
    assertEquals(List.of(), lines());
  }
}
