package io.mobile4j.nativeconfig.bundle;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;

/** Makes a Java runtime of the modules that the application needs. */
final class JavaRuntime {
  private static final Set<String> MODULES =
      Set.of(
          "java.base",
          "java.desktop", // bean properties in chat templates; pictures
          "java.logging",
          "java.management",
          "java.naming", // logging's configuration
          "java.xml",
          "jdk.incubator.vector",
          "jdk.jfr",
          "jdk.management",
          "jdk.unsupported");

  private JavaRuntime() {}

  /**
   * Writes the runtime, uncompressed: the archive packs it better than it could itself, and it
   * starts faster.
   *
   * @param more system modules that the SDK needs
   */
  static void link(Path directory, Collection<String> more) throws IOException {
    ToolProvider jlink =
        ToolProvider.findFirst("jlink")
            .orElseThrow(
                () -> new IOException("this Java runtime has no jlink: start it with a whole JDK"));
    Set<String> modules = new TreeSet<>(MODULES);
    modules.addAll(more);
    StringWriter messages = new StringWriter();
    PrintWriter out = new PrintWriter(messages);
    int failed =
        jlink.run(
            out,
            out,
            "--add-modules",
            String.join(",", modules),
            "--strip-debug",
            "--no-man-pages",
            "--no-header-files",
            "--compress=zip-0",
            "--output",
            directory.toString());
    if (failed != 0) {
      throw new IOException("jlink failed: " + messages.toString().strip());
    }
  }
}
