package io.mobile4j.engine.device.select;

import io.mobile4j.loader.InputException;
import io.mobile4j.nativeconfig.DeviceInfo;
import io.mobile4j.nativeconfig.Tornado;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds the device that {@code --device} asks for. */
public final class Devices {
  /** What {@code --device} takes. */
  public static final String SYNTAX = "auto|cpu|host|opencl|cuda|ptx[:N]";

  private static final Pattern BACKEND = Pattern.compile("(opencl|cuda|ptx)(?::(\\d{1,4}))?");
  private static final List<String> BEST_BACKENDS = List.of("cuda", "ptx", "opencl");

  private final Tornado tornado;

  /** Chooses among the devices that are there. */
  public Devices(Tornado tornado) {
    this.tornado = tornado;
  }

  /** The devices of this process. */
  public static Devices here() {
    return new Devices(Tornado.here());
  }

  /**
   * The devices to try, best first: one, or for {@code auto} every GPU and then the CPU.
   *
   * @throws InputException if there is no such device
   */
  public List<DeviceChoice> choose(String asked) {
    Matcher backend = BACKEND.matcher(asked);
    if (backend.matches()) {
      return List.of(numbered(asked, backend.group(1), backend.group(2)));
    }
    return switch (asked) {
      case "auto" -> automatic();
      case "cpu" -> List.of(DeviceChoice.cpu("asked for"));
      case DeviceInfo.HOST -> List.of(host());
      default -> throw new InputException("device = %s is not one of %s".formatted(asked, SYNTAX));
    };
  }

  private List<DeviceChoice> automatic() {
    List<DeviceChoice> choices = new ArrayList<>();
    tornado.devices().stream()
        .filter(DeviceInfo::isGpu)
        .sorted(
            Comparator.comparingInt((DeviceInfo d) -> BEST_BACKENDS.indexOf(backend(d)))
                .thenComparing(Comparator.comparingLong(DeviceInfo::memoryBytes).reversed()))
        .forEach(device -> choices.add(DeviceChoice.of(device, "the best GPU")));
    choices.add(DeviceChoice.cpu(choices.isEmpty() ? noGpu() : "no GPU can be used"));
    return choices;
  }

  private String noGpu() {
    return switch (tornado.kind()) {
      case SDK -> "the TornadoVM SDK finds no GPU";
      case BROKEN -> "the TornadoVM SDK cannot be used: " + tornado.problem();
      case STAND_IN, ABSENT ->
          tornado.problem().isEmpty() ? "no TornadoVM SDK is installed" : tornado.problem();
    };
  }

  private static String backend(DeviceInfo device) {
    return device.id().split(":", 2)[0];
  }

  private DeviceChoice host() {
    return tornado.devices().stream()
        .filter(device -> device.id().equals(DeviceInfo.HOST))
        .findFirst()
        .map(device -> DeviceChoice.of(device, "asked for"))
        .orElseThrow(
            () ->
                new InputException(
                    "device host is not here: this JVM was started with the TornadoVM SDK; start it by ./mobile4j --device host, or without the SDK on the class path"));
  }

  private DeviceChoice numbered(String asked, String backend, String number) {
    String id = backend + ":" + (number == null ? "0" : Integer.toString(Integer.parseInt(number)));
    return tornado.devices().stream()
        .filter(device -> device.id().equals(id))
        .findFirst()
        .map(device -> DeviceChoice.of(device, "asked for"))
        .orElseThrow(() -> absent(asked));
  }

  private InputException absent(String asked) {
    if (tornado.kind() != Tornado.Kind.SDK) {
      return new InputException(
          "device %s is not here: %s; take --device cpu, or see ./mobile4j doctor"
              .formatted(asked, noGpu()));
    }
    String there = tornado.devices().stream().map(DeviceInfo::id).collect(Collectors.joining(", "));
    return new InputException(
        "device %s is not here; the TornadoVM SDK has %s; see ./mobile4j doctor"
            .formatted(asked, there.isEmpty() ? "none" : there));
  }
}
