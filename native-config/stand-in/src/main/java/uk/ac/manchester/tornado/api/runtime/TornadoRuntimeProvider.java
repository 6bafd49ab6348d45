package uk.ac.manchester.tornado.api.runtime;

import io.mobile4j.standin.device.HostRuntime;
import uk.ac.manchester.tornado.api.TornadoRuntime;

/** Where the runtime is found. */
public class TornadoRuntimeProvider {
  private static final TornadoRuntime RUNTIME = new HostRuntime();

  TornadoRuntimeProvider() {}

  public static TornadoRuntime getTornadoRuntime() {
    return RUNTIME;
  }
}
