package io.mobile4j.engine.device.tornado;

import io.mobile4j.kernels.device.Cut;
import io.mobile4j.nativeconfig.DeviceInfo;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/**
 * The device that computes, and how it likes its work.
 *
 * @param info what it is
 * @param device the runtime's handle
 * @param cut how work is cut into groups
 * @param tokens T, most positions of a pass
 */
record Target(DeviceInfo info, TornadoDevice device, Cut cut, int tokens) {
  static final int TOKENS = 32;

  static Target of(DeviceInfo info) {
    return new Target(
        info,
        TornadoExecutionPlan.getDevice(info.backendIndex(), info.deviceIndex()),
        info.isGpu() ? Cut.GPU : Cut.CPU,
        TOKENS);
  }

  /** Most elements of four bytes that one array can have. */
  long maxElements() {
    long elements = info.maxArrayBytes() / Float.BYTES - 64; // header, and below the limit
    return Math.min(Integer.MAX_VALUE - 64, elements);
  }
}
