package io.mobile4j.loader;

import java.nio.file.Path;

/** Where the checkpoints of the tests are. */
public final class Golden {
  private static final Path RESOURCES = Path.of("src/test/resources");

  private Golden() {}

  /** A tiny checkpoint by its architecture, e.g. {@code olmoe}. */
  public static Path model(String architecture) {
    return RESOURCES.resolve("golden").resolve(architecture).toAbsolutePath();
  }

  /** The trained demo model. */
  public static Path demo() {
    return Path.of("../app/models/demo").toAbsolutePath().normalize();
  }
}
