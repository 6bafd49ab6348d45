package io.mobile4j.loader.expertfile;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;

/** Opens files; tests put faulty ones in its place. */
@FunctionalInterface
public interface Channels {
  /** The machine's own files. */
  Channels SYSTEM = FileChannel::open;

  FileChannel open(Path file, Set<? extends OpenOption> options) throws IOException;
}
