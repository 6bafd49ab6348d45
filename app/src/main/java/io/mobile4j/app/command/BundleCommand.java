package io.mobile4j.app.command;

import io.mobile4j.app.output.Streams;
import io.mobile4j.loader.InputException;
import io.mobile4j.nativeconfig.bundle.Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Packs the application for a machine without Java and without network. */
@Command(
    name = "bundle",
    description = {
      "Packs application, Java runtime and what is needed of an installed TornadoVM SDK.",
      "Writes target/mobile4j-OS-ARCH.tar.gz: unpack it and run its mobile4j. No model is in it."
    })
public final class BundleCommand implements Callable<Integer> {
  private final Streams streams;

  public BundleCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    Path home = Path.of(System.getProperty("mobile4j.home", ""));
    if (!Files.isDirectory(home.resolve("native-config"))) {
      throw new InputException("a bundle is made from the source tree, by its ./mobile4j bundle");
    }
    try {
      Bundle bundle = new Bundle(home, sdk(), line -> streams.err().println("bundle: " + line));
      streams.println(bundle.write().toString());
      return 0;
    } catch (IOException e) {
      throw new InputException("the bundle cannot be made: " + e.getMessage(), e);
    }
  }

  /** The launcher exports where it found one. */
  private static Optional<Path> sdk() {
    return Optional.ofNullable(System.getenv("TORNADOVM_HOME"))
        .map(Path::of)
        .filter(directory -> Files.exists(directory.resolve("tornado-argfile")));
  }
}
