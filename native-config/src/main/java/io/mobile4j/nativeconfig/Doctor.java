package io.mobile4j.nativeconfig;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says what this machine has, what it lacks, and the one command that installs what is missing. */
public final class Doctor {
  private static final String INSTALL_SDK = "sdk install tornadovm";
  private static final String INSTALL_OPENCL = "sudo apt-get install pocl-opencl-icd";

  private Doctor() {}

  /** Looks at this machine. */
  public static List<Finding> examine() {
    return report(
        Jvm.here(),
        Runtime.getRuntime().availableProcessors(),
        MachineMemory.totalBytes(),
        MachineMemory.availableBytes(),
        OpenClDriver.deviceNames(),
        Tornado.here());
  }

  /** The findings on a machine that is described. */
  static List<Finding> report(
      Jvm jvm,
      int cores,
      long totalBytes,
      long availableBytes,
      List<String> openClDevices,
      Tornado tornado) {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.ok("JVM", "%s, %s, %s".formatted(jvm.version(), jvm.vendor(), jvm.home())));
    findings.add(vectors(jvm));
    findings.add(Finding.ok("cores", Integer.toString(cores)));
    findings.add(
        Finding.ok("memory", "%s, %s available".formatted(gib(totalBytes), gib(availableBytes))));
    findings.add(openCl(openClDevices));
    findings.add(tornado(tornado, !openClDevices.isEmpty()));
    tornado.devices().forEach(device -> findings.add(device(device)));
    return findings;
  }

  private static Finding vectors(Jvm jvm) {
    if (jvm.vectorBits() == 0) {
      return new Finding(
          Finding.Level.POOR,
          "Vector API",
          "its module is not loaded: kernels run as scalar Java",
          "start Java with --add-modules=jdk.incubator.vector");
    }
    return Finding.ok("Vector API", jvm.vectorBits() + " bits");
  }

  private static Finding openCl(List<String> devices) {
    return devices.isEmpty()
        ? Finding.missing("OpenCL", "no driver found", INSTALL_OPENCL + ", or your GPU's driver")
        : Finding.ok("OpenCL", String.join(", ", devices));
  }

  private static Finding tornado(Tornado tornado, boolean hasOpenCl) {
    return switch (tornado.kind()) {
      case SDK -> Finding.ok("TornadoVM", "SDK, devices: " + tornado.devices().size());
      case STAND_IN, ABSENT ->
          Finding.missing(
              "TornadoVM",
              (tornado.problem().isEmpty() ? "no SDK in use" : tornado.problem())
                  + "; devices: cpu"
                  + (tornado.kind() == Tornado.Kind.STAND_IN ? ", host (the stand-in)" : ""),
              INSTALL_SDK);
      case BROKEN ->
          Finding.missing(
              "TornadoVM",
              "the SDK does not start: " + tornado.problem(),
              remedy(tornado.problem(), hasOpenCl));
    };
  }

  private static String remedy(String problem, boolean hasOpenCl) {
    if (problem.contains("tornado-argfile")) {
      return "./mobile4j, which adds the SDK's flags";
    }
    return hasOpenCl ? INSTALL_SDK : INSTALL_OPENCL;
  }

  private static Finding device(DeviceInfo device) {
    return Finding.ok(
        device.id(),
        "%s, %s, %s, arrays up to %s, %s"
            .formatted(
                device.name(),
                device.type(),
                gib(device.memoryBytes()),
                gib(device.maxArrayBytes()),
                device.halfFloats() ? "half floats" : "no half floats"));
  }

  private static String gib(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1 << 30));
  }
}
