package io.mobile4j.app.experiment.result;

import io.mobile4j.loader.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a file under a temporary name, so that it is there whole or as it was before. */
public final class WholeFile {
  private WholeFile() {}

  /**
   * Makes or replaces a file of text.
   *
   * @throws InputException if the disk does not take it
   */
  public static void write(Path file, String text) {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Makes or replaces a file.
   *
   * @throws InputException if the disk does not take it
   */
  public static void write(Path file, byte[] content) {
    Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
    try {
      try {
        Files.write(temporary, content);
        Files.move(
            temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new InputException(file + ": cannot be written: " + InputException.reason(e), e);
    }
  }
}
