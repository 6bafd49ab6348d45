package io.mobile4j.nativeconfig;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** The runtime's properties that mobile4j needs; they count only if set before it is loaded. */
final class TornadoFlags {
  private static final String MEMORY = "tornado.device.memory";

  private TornadoFlags() {}

  /**
   * Sets what the command line left open. The stand-in's device has all of the machine's memory.
   */
  static void setMissing(boolean standIn) {
    if (standIn && System.getProperty(MEMORY) == null) {
      System.setProperty(MEMORY, Long.toString(MachineMemory.totalBytes()));
    }
    read()
        .forEach(
            (name, value) -> {
              if (System.getProperty(name) == null) {
                System.setProperty(name, value);
              }
            });
  }

  /** The launcher's file of the same flags. */
  static Map<String, String> read() {
    try (var reader =
        new BufferedReader(
            new InputStreamReader(
                TornadoFlags.class.getResourceAsStream("tornado.args"), StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .filter(line -> line.startsWith("-D"))
          .map(line -> line.substring(2).split("=", 2))
          .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
