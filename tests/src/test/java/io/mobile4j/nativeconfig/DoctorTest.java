package io.mobile4j.nativeconfig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The doctor names what is missing and the one command that installs it. */
class DoctorTest {
  private static final long GIB = 1L << 30;
  private static final Jvm JVM = new Jvm("25", "someone", "/jdk", 512);

  private static List<Finding> report(Jvm jvm, List<String> openCl, Tornado tornado) {
    return Doctor.report(jvm, 2, 8 * GIB, 6 * GIB, openCl, tornado);
  }

  private static Finding find(List<Finding> findings, String topic) {
    return findings.stream().filter(f -> f.topic().equals(topic)).findFirst().orElseThrow();
  }

  private static Tornado tornado(Tornado.Kind kind, String problem, DeviceInfo... devices) {
    return new Tornado(kind, problem, List.of(devices));
  }

  @Test
  void withoutSdkItSaysHowToInstallOne() {
    var findings = report(JVM, List.of("a GPU"), tornado(Tornado.Kind.STAND_IN, ""));
    Finding finding = find(findings, "TornadoVM");
    assertEquals(Finding.Level.MISSING, finding.level());
    assertEquals("sdk install tornadovm", finding.remedy());
    assertEquals(Finding.Level.OK, find(findings, "OpenCL").level());
  }

  @Test
  void sdkWithoutDriverNeedsTheDriverNotTheSdk() {
    var broken = tornado(Tornado.Kind.BROKEN, "TornadoBailoutRuntimeException: no platform");
    Finding finding = find(report(JVM, List.of(), broken), "TornadoVM");
    assertTrue(finding.detail().contains("no platform"));
    assertTrue(finding.remedy().contains("pocl-opencl-icd"));
  }

  @Test
  void everyDeviceIsListed() {
    var gpu = new DeviceInfo("opencl:0", 0, 0, "GPU X", "driver", "GPU", 8 * GIB, 2 * GIB, false);
    var findings = report(JVM, List.of("GPU X"), tornado(Tornado.Kind.SDK, "", gpu));
    assertEquals(
        "GPU X, GPU, 8.0 GiB, arrays up to 2.0 GiB, no half floats",
        find(findings, "opencl:0").detail());
    assertTrue(findings.stream().allMatch(f -> f.remedy().isEmpty()));
  }

  @Test
  void missingVectorModuleIsPoor() {
    var scalar = new Jvm("25", "someone", "/jdk", 0);
    Finding finding =
        find(report(scalar, List.of(), tornado(Tornado.Kind.ABSENT, "")), "Vector API");
    assertEquals(Finding.Level.POOR, finding.level());
    assertTrue(finding.remedy().contains("--add-modules=jdk.incubator.vector"));
  }

  @Test
  void thisMachineIsExaminedWithoutFailing() {
    var findings = Doctor.examine();
    assertFalse(find(findings, "memory").detail().isEmpty());
    assertTrue(MachineMemory.availableBytes() <= MachineMemory.totalBytes());
    assertTrue(Jvm.here().vectorBits() > 0);
  }
}
