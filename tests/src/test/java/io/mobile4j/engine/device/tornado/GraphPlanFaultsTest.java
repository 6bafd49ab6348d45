package io.mobile4j.engine.device.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.kernels.device.DeviceTask;
import io.mobile4j.loader.InputException;
import io.mobile4j.nativeconfig.RunsOnSdk;
import io.mobile4j.nativeconfig.Tornado;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** What fails on a device is told in one line that names device, graph and kernel. */
@RunsOnSdk
class GraphPlanFaultsTest {
  private static final int SIZE = 16;

  private final IntArray at = new IntArray(1);
  private final FloatArray array = new FloatArray(SIZE);

  /** array[at[0]] = 1. */
  static void put(KernelContext context, IntArray at, FloatArray array) {
    array.set(at.get(0) + context.globalIdx, 1f);
  }

  /** Nothing that a device could do. */
  static void nonsense(KernelContext context, IntArray at, FloatArray array) {
    array.set(at.get(0), Thread.currentThread().getName().length());
    throw new IllegalStateException();
  }

  private GraphPlan plan(GraphSpec spec) {
    Target target = Target.of(Tornado.here().devices().getFirst());
    return new GraphPlan(target, new Owner(List.of(spec)), List.of(spec));
  }

  private GraphSpec spec(DeviceTask task) {
    return new GraphSpec("work", List.of(task), List.of(at), List.of());
  }

  private static void assertTells(InputException e, String... parts) {
    String device = Tornado.here().devices().getFirst().id();
    assertTrue(e.getMessage().startsWith("device " + device + " ("), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
    assertTrue(e.getMessage().endsWith("take another device by --device, or --device cpu"));
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }

  @Test
  void aKernelThatCannotBeCompiled() {
    KernelContext context = new KernelContext();
    DeviceTask task =
        DeviceTask.groups(
            "nonsense",
            1,
            1,
            List.of(at, array),
            graph -> graph.task("nonsense", GraphPlanFaultsTest::nonsense, context, at, array));
    InputException e = assertThrows(InputException.class, () -> start(spec(task)));
    assertTells(e, "cannot prepare \"work\" (kernels nonsense)");
  }

  private void start(GraphSpec spec) {
    try (GraphPlan plan = plan(spec)) {
      plan.start(() -> {});
    }
  }

  /** As where a device is lost: what worked fails, and the plan can be closed. */
  @Test
  void aDeviceThatFailsInMidRun() {
    Assumptions.assumeTrue(
        Tornado.here().kind() == Tornado.Kind.STAND_IN, "a device does not check indices");
    KernelContext context = new KernelContext();
    DeviceTask task =
        DeviceTask.groups(
            "put",
            1,
            1,
            List.of(at, array),
            graph -> graph.task("put", GraphPlanFaultsTest::put, context, at, array));
    try (GraphPlan plan = plan(spec(task))) {
      plan.start(() -> {});
      plan.run(0);
      at.set(0, SIZE);
      InputException e = assertThrows(InputException.class, () -> plan.run(0));
      assertTells(e, "failed at \"work\" (kernels put)", "Index 16");
    }
  }
}
