package io.mobile4j.standin.device;

import java.util.List;
import uk.ac.manchester.tornado.api.TornadoBackend;
import uk.ac.manchester.tornado.api.TornadoRuntime;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;
import uk.ac.manchester.tornado.api.exceptions.TornadoRuntimeException;

/** A runtime of one backend with one device, the host. */
public final class HostRuntime implements TornadoRuntime, TornadoBackend {
  private static volatile boolean lost;

  private final TornadoDevice device = new HostDevice();

  /**
   * Lets the device be lost, as one whose driver gives up: whatever runs on it fails until it is
   * found again.
   */
  public static void lose(boolean isLost) {
    lost = isLost;
  }

  /**
   * @throws TornadoRuntimeException if the device is lost
   */
  public static void checkNotLost() {
    if (lost) {
      throw new TornadoRuntimeException("[ERROR] the device is lost");
    }
  }

  @Override
  public TornadoBackend getBackend(int index) {
    return List.of(this).get(index);
  }

  @Override
  public TornadoVMBackendType getBackendType(int index) {
    return getBackend(index).getBackendType();
  }

  @Override
  public int getNumBackends() {
    return 1;
  }

  @Override
  public TornadoDevice getDefaultDevice() {
    return device;
  }

  @Override
  public int getNumDevices() {
    return 1;
  }

  @Override
  public TornadoDevice getDevice(int index) {
    return getAllDevices().get(index);
  }

  @Override
  public List<TornadoDevice> getAllDevices() {
    return List.of(device);
  }

  @Override
  public String getName() {
    return "host";
  }

  @Override
  public TornadoVMBackendType getBackendType() {
    return TornadoVMBackendType.JAVA;
  }
}
