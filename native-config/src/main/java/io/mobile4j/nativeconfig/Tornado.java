package io.mobile4j.nativeconfig;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;

/**
 * The TornadoVM API as this process has it. Touching a broken SDK poisons its classes for the rest
 * of the process, so that everything asks here first, and here it is touched once.
 *
 * @param kind who implements the API
 * @param problem why the SDK's devices are not here although it is installed, in one line; or empty
 * @param devices all devices, in the runtime's order
 */
public record Tornado(Kind kind, String problem, List<DeviceInfo> devices) {
  /** Who implements the API. */
  public enum Kind {
    /** The TornadoVM SDK. */
    SDK,
    /** The stand-in: one device, the host. */
    STAND_IN,
    /** An SDK that cannot be used. */
    BROKEN,
    /** Nobody. */
    ABSENT
  }

  private static final Pattern DECORATION =
      Pattern.compile("^(?:\\x1B\\[[0-9;]*m)*\\[(?:ERROR|WARNING)\\] ?|\\x1B\\[[0-9;]*m");

  /** A module of a backend; a jar of native libraries beside it counts as one of its own. */
  private static final Pattern BACKEND =
      Pattern.compile("tornado\\.drivers\\.(?!common\\b)(\\w+).*");

  /** Set by the launcher: why it left out an SDK that is installed. */
  private static final String SDK_PROBLEM = "mobile4j.sdk.problem";

  private static final class Holder {
    static final Tornado HERE = probe();
  }

  /** What is here; probed at the first call. */
  public static Tornado here() {
    return Holder.HERE;
  }

  private static Tornado probe() {
    String leftOut = System.getProperty(SDK_PROBLEM, "");
    boolean standIn = isPresent("io.mobile4j.standin.device.HostRuntime");
    if (!standIn && !isPresent("uk.ac.manchester.tornado.api.TaskGraph")) {
      return new Tornado(Kind.ABSENT, leftOut, List.of());
    }
    TornadoFlags.setMissing(standIn);
    if (!standIn
        && backends(ModuleLayer.boot()).equals(Set.of("opencl"))
        && OpenClDriver.deviceNames().isEmpty()) {
      // The SDK would say so too, but its native library says it on standard output.
      return new Tornado(Kind.BROKEN, "no OpenCL driver is here", List.of());
    }
    try {
      var devices = DeviceListing.of(TornadoRuntimeProvider.getTornadoRuntime());
      return new Tornado(standIn ? Kind.STAND_IN : Kind.SDK, leftOut, devices);
    } catch (Throwable e) { // a driver that fails to load throws errors of all kinds
      return new Tornado(Kind.BROKEN, problem(e), List.of());
    }
  }

  private static boolean isPresent(String name) {
    try {
      Class.forName(name, false, Tornado.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  private static Set<String> backends(ModuleLayer layer) {
    return backends(layer.modules().stream().map(Module::getName));
  }

  /** The backends whose modules are among those of these names. */
  static Set<String> backends(Stream<String> modules) {
    return modules
        .map(BACKEND::matcher)
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1))
        .collect(Collectors.toSet());
  }

  /** The innermost cause says what failed: the outer ones are the runtime's class initialisers. */
  static String problem(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message =
        cause.getMessage() == null ? "" : cause.getMessage().lines().findFirst().orElse("");
    if (message.contains("tornado-argfile")) {
      return "the JVM was started without the SDK's tornado-argfile";
    }
    message = DECORATION.matcher(message).replaceAll("").strip();
    return "%s: %s".formatted(cause.getClass().getSimpleName(), message);
  }
}
