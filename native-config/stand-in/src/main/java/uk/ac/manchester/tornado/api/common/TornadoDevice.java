package uk.ac.manchester.tornado.api.common;

import uk.ac.manchester.tornado.api.TornadoTargetDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;

/** A device that a plan can run on. */
public interface TornadoDevice {
  String getDeviceName();

  String getDescription();

  String getPlatformName();

  TornadoTargetDevice getPhysicalDevice();

  TornadoDeviceType getDeviceType();

  /** Largest array in bytes. */
  long getMaxAllocMemory();

  /** Bytes of all arrays together. */
  long getMaxGlobalMemory();

  /** Bytes of a work-group's local arrays together. */
  long getDeviceLocalMemorySize();

  /** Most work-items of a group in x, y and z. */
  long[] getDeviceMaxWorkgroupDimensions();

  Object getDeviceInfo();

  int getBackendIndex();

  TornadoVMBackendType getTornadoVMBackend();
}
