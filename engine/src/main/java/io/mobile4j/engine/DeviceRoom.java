package io.mobile4j.engine;

import io.mobile4j.engine.device.DeviceException;
import io.mobile4j.engine.device.tornado.DeviceNeeds;
import io.mobile4j.loader.InputException;
import io.mobile4j.nativeconfig.DeviceInfo;
import java.util.Optional;

/**
 * Memory for a model on a device, or what the options allow of it.
 *
 * @param device which; empty for the CPU, whose memory the plan checks as a whole
 * @param needs what the model takes
 */
record DeviceRoom(Optional<DeviceInfo> device, DeviceNeeds needs) {
  private static final int KEPT_BACK = 16; // one part of a device's memory is its driver's

  /**
   * The options with as many slots as there is room for.
   *
   * @param all experts of all layers
   * @param atOnce fewest slots
   * @throws InputException if the memory that is asked for does not suffice
   * @throws DeviceException if the device has not the memory
   */
  LadderOptions limit(LadderOptions ladder, int all, int atOnce) {
    if (device.isEmpty() && ladder.deviceMemory().isEmpty()) {
      return ladder;
    }
    long memory = memory(ladder);
    long room = Math.max(0, memory - needs.otherBytes()) / needs.slotBytes();
    int wanted = ladder.expertSlots().orElse(atOnce);
    if (room < wanted) {
      throw tooLittle(ladder, memory, wanted);
    }
    return ladder.expertSlots().isPresent() || room >= all
        ? ladder
        : ladder.withExpertSlots((int) room);
  }

  private long memory(LadderOptions ladder) {
    long has = device.map(DeviceInfo::memoryBytes).orElse(Long.MAX_VALUE);
    long asked = ladder.deviceMemory().orElse(has - has / KEPT_BACK);
    if (asked > has) {
      throw new DeviceException(
          "device-memory = %s: device %s (%s) has %s; take less"
              .formatted(
                  Plan.gigabytes(asked),
                  device.orElseThrow().id(),
                  device.orElseThrow().name(),
                  Plan.gigabytes(has)));
    }
    return asked;
  }

  private InputException tooLittle(LadderOptions ladder, long memory, int wanted) {
    String needed =
        "dense weights, KV cache and activations take %s, and %d experts %s"
            .formatted(
                Plan.gigabytes(needs.otherBytes()),
                wanted,
                Plan.gigabytes(wanted * needs.slotBytes()));
    if (ladder.deviceMemory().isPresent()) {
      return new InputException(
          "device-memory = %s is too little: %s; take %s or more"
              .formatted(
                  Plan.gigabytes(memory),
                  needed,
                  Plan.gigabytes(needs.otherBytes() + (wanted + 1) * needs.slotBytes())));
    }
    return new DeviceException(
        "device %s (%s) has %s of memory, of which %s can be used, too little: %s; take --experts q8_0, --dense q8_0, a smaller --context, or --device cpu"
            .formatted(
                device.orElseThrow().id(),
                device.orElseThrow().name(),
                Plan.gigabytes(device.orElseThrow().memoryBytes()),
                Plan.gigabytes(memory),
                needed));
  }
}
