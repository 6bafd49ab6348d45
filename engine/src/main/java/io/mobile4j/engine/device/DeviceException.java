package io.mobile4j.engine.device;

import io.mobile4j.loader.InputException;

/** A device cannot hold or compute the model; another may. */
public final class DeviceException extends InputException {
  private static final long serialVersionUID = 1L;

  public DeviceException(String message) {
    super(message);
  }

  public DeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
