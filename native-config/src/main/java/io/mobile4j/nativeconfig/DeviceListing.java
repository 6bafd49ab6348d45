package io.mobile4j.nativeconfig;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import uk.ac.manchester.tornado.api.TornadoBackend;
import uk.ac.manchester.tornado.api.TornadoRuntime;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;

/** Asks a runtime for its devices. */
final class DeviceListing {
  private DeviceListing() {}

  static List<DeviceInfo> of(TornadoRuntime runtime) {
    List<DeviceInfo> devices = new ArrayList<>();
    for (int b = 0; b < runtime.getNumBackends(); b++) {
      TornadoBackend backend = runtime.getBackend(b);
      for (int d = 0; d < backend.getNumDevices(); d++) {
        devices.add(describe(b, d, backend.getBackendType(), backend.getDevice(d)));
      }
    }
    return List.copyOf(devices);
  }

  private static DeviceInfo describe(
      int backendIndex, int deviceIndex, TornadoVMBackendType type, TornadoDevice device) {
    String id =
        type == TornadoVMBackendType.JAVA
            ? DeviceInfo.HOST
            : type.name().toLowerCase(Locale.ROOT) + ":" + deviceIndex;
    return new DeviceInfo(
        id,
        backendIndex,
        deviceIndex,
        device.getPhysicalDevice().getDeviceName().strip(),
        device.getPlatformName().strip(),
        device.getDeviceType().name(),
        device.getMaxGlobalMemory(),
        device.getMaxAllocMemory(),
        hasHalfFloats(type, device));
  }

  /** OpenCL names the extension; the API has no question for it. */
  private static boolean hasHalfFloats(TornadoVMBackendType type, TornadoDevice device) {
    return switch (type) {
      case OPENCL -> String.valueOf(device.getDeviceInfo()).contains("cl_khr_fp16");
      case PTX, CUDA, METAL, JAVA -> true;
      default -> false;
    };
  }
}
