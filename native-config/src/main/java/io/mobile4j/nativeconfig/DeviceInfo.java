package io.mobile4j.nativeconfig;

/**
 * A device of the TornadoVM runtime, or the host as one.
 *
 * @param id what {@code --device} calls it: "host", or backend and number such as "opencl:0"
 * @param backendIndex the runtime's index of the backend
 * @param deviceIndex the backend's index of the device
 * @param name as its driver calls it
 * @param platform the driver
 * @param type "CPU", "GPU", "ACCELERATOR" and the like
 * @param memoryBytes device memory in all
 * @param maxArrayBytes largest single array
 * @param halfFloats whether kernels may use FP16 arrays
 */
public record DeviceInfo(
    String id,
    int backendIndex,
    int deviceIndex,
    String name,
    String platform,
    String type,
    long memoryBytes,
    long maxArrayBytes,
    boolean halfFloats) {
  /** The id of the host device. */
  public static final String HOST = "host";

  public boolean isGpu() {
    return type.equals("GPU");
  }
}
