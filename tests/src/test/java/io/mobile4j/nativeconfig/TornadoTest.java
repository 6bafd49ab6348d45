package io.mobile4j.nativeconfig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;

/** The probe finds the runtime that this process has, whichever that is. */
@RunsOnSdk
class TornadoTest {
  @Test
  void everyDeviceFoundCanBeHad() {
    Tornado tornado = Tornado.here();
    assertFalse(tornado.devices().isEmpty(), tornado.problem());
    for (DeviceInfo device : tornado.devices()) {
      var real = TornadoExecutionPlan.getDevice(device.backendIndex(), device.deviceIndex());
      assertEquals(device.memoryBytes(), real.getMaxGlobalMemory());
      assertTrue(device.maxArrayBytes() > 0);
    }
  }

  @Test
  void idsAreUnique() {
    List<String> ids = Tornado.here().devices().stream().map(DeviceInfo::id).toList();
    assertEquals(ids.size(), ids.stream().distinct().count(), ids.toString());
  }

  @Test
  void theRuntimeIsProbedOnce() {
    assertSame(Tornado.here(), Tornado.here());
  }

  @Test
  void flagsAreSetBeforeTheRuntimeIsLoaded() {
    Tornado.here();
    assertEquals("false", System.getProperty("tornado.recover.bailout"));
    Map<String, String> wanted = TornadoFlags.read();
    Map<String, String> set =
        wanted.keySet().stream().collect(Collectors.toMap(k -> k, System::getProperty));
    assertEquals(wanted.keySet(), set.keySet());
  }

  @Test
  void backendsAreKnownByTheirModules() {
    String[] openCl = {
      "java.base", "tornado.drivers.common", "tornado.drivers.opencl", "tornado.drivers.opencl.jni"
    };
    assertEquals(Set.of("opencl"), Tornado.backends(Stream.of(openCl)));
    assertEquals(
        Set.of("opencl", "cuda"),
        Tornado.backends(Stream.of("tornado.drivers.cuda", "tornado.drivers.opencl")));
    assertEquals(Set.of(), Tornado.backends(Stream.of("tornado.runtime")));
  }

  @Test
  void problemIsTheInnermostCauseInOneLine() {
    var cause = new IllegalStateException("no platform\nstack");
    var thrown = new ExceptionInInitializerError(new RuntimeException("loading", cause));
    assertEquals("IllegalStateException: no platform", Tornado.problem(thrown));
    var decorated = new IllegalStateException("\u001B[31m[ERROR] no library\u001B[0m");
    assertEquals("IllegalStateException: no library", Tornado.problem(decorated));
    var forgotten = new RuntimeException("Did you remember to add @tornado-argfile?");
    assertTrue(Tornado.problem(forgotten).contains("without the SDK's tornado-argfile"));
  }
}
