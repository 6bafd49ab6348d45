package io.mobile4j.engine.device.select;

import io.mobile4j.nativeconfig.DeviceInfo;
import java.util.Optional;

/**
 * A device to compute on.
 *
 * @param device a device of TornadoVM or the host as one; empty for the CPU
 * @param reason why this one, for people
 */
public record DeviceChoice(Optional<DeviceInfo> device, String reason) {
  static DeviceChoice cpu(String reason) {
    return new DeviceChoice(Optional.empty(), reason);
  }

  static DeviceChoice of(DeviceInfo device, String reason) {
    return new DeviceChoice(Optional.of(device), reason);
  }

  /** As {@code --device} names it. */
  public String id() {
    return device.map(DeviceInfo::id).orElse("cpu");
  }
}
