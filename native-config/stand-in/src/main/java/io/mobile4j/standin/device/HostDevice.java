package io.mobile4j.standin.device;

import io.mobile4j.standin.launch.Grid;
import io.mobile4j.standin.memory.DeviceMemory;
import uk.ac.manchester.tornado.api.TornadoTargetDevice;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoDeviceType;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;

/** The host, as a device. */
final class HostDevice implements TornadoDevice, TornadoTargetDevice {
  @Override
  public String getDeviceName() {
    return "host";
  }

  @Override
  public String getDescription() {
    return "kernels as plain Java on this machine's cores";
  }

  @Override
  public String getPlatformName() {
    return "mobile4j stand-in";
  }

  @Override
  public TornadoTargetDevice getPhysicalDevice() {
    return this;
  }

  @Override
  public TornadoDeviceType getDeviceType() {
    return TornadoDeviceType.CPU;
  }

  @Override
  public long getMaxAllocMemory() {
    return Math.min(Integer.MAX_VALUE, DeviceMemory.HOST.capacity());
  }

  @Override
  public long getMaxGlobalMemory() {
    return DeviceMemory.HOST.capacity();
  }

  @Override
  public long getDeviceLocalMemorySize() {
    return Grid.LOCAL_MEMORY;
  }

  @Override
  public long[] getDeviceMaxWorkgroupDimensions() {
    return new long[] {Grid.MAX_GROUP, Grid.MAX_GROUP, Grid.MAX_GROUP};
  }

  @Override
  public String getDeviceInfo() {
    return getDescription();
  }

  @Override
  public int getBackendIndex() {
    return 0;
  }

  @Override
  public TornadoVMBackendType getTornadoVMBackend() {
    return TornadoVMBackendType.JAVA;
  }

  @Override
  public long getDeviceGlobalMemorySize() {
    return getMaxGlobalMemory();
  }

  @Override
  public int getDeviceMaxComputeUnits() {
    return Runtime.getRuntime().availableProcessors();
  }

  @Override
  public long[] getDeviceMaxWorkGroupSize() {
    return new long[] {Grid.MAX_GROUP};
  }

  @Override
  public long getDeviceMaxAllocationSize() {
    return getMaxAllocMemory();
  }
}
