package io.mobile4j.loader.expertfile;

import io.mobile4j.loader.InputException;
import io.mobile4j.loader.weights.ExpertLayout;
import io.mobile4j.loader.weights.ExpertSource;
import io.mobile4j.loader.weights.LoadProgress;
import io.mobile4j.loader.weights.OffHeap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds a model's expert file, or makes it.
 *
 * @param directories where it may be, the preferred one first
 * @param channels opens files
 */
public record ExpertFiles(List<Path> directories, Channels channels) {
  private static final String NAME = "mobile4j";

  public ExpertFiles {
    directories = List.copyOf(directories);
  }

  /**
   * Beside the model, in {@code .mobile4j}; else, where that cannot be written or is full, in the
   * user's cache directory.
   */
  public static ExpertFiles of(Path model) {
    Path absolute = model.toAbsolutePath().normalize();
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path cache =
        xdg == null || xdg.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    String own = "%s-%08x".formatted(absolute.getFileName(), absolute.toString().hashCode());
    return new ExpertFiles(
        List.of(absolute.resolve("." + NAME), cache.resolve(NAME).resolve(own)), Channels.SYSTEM);
  }

  /**
   * Opens the model's file, after making it where there is none yet or one of another model or
   * version.
   *
   * @param layout of the records
   * @param verify whether every record that is read is checked against its checksum
   * @param memory for one record a thread, while making it
   * @param threads how many make it
   * @throws InputException if it can be neither read nor made; nothing half-made is left then
   */
  public ExpertFile open(
      ExpertSource source,
      ExpertLayout layout,
      boolean verify,
      OffHeap memory,
      int threads,
      LoadProgress progress) {
    FileShape shape = FileShape.of(source, layout);
    List<String> refusals = new ArrayList<>();
    for (Path directory : directories) {
      Optional<ExpertFile> present =
          present(directory.resolve(shape.fileName()), shape, verify, refusals);
      if (present.isPresent()) {
        return present.get();
      }
    }
    for (Path directory : directories) {
      Path file = directory.resolve(shape.fileName());
      try {
        prepare(directory, shape);
        new Packer(memory, source, shape, channels).pack(file, threads, progress);
        return ExpertFile.open(file, shape, verify, channels).orElseThrow();
      } catch (IOException e) {
        refusals.add(line(directory, e));
      }
    }
    throw new InputException(
        "the experts cannot be repacked into a file of %.3g GB: %s; make room, or name another place with XDG_CACHE_HOME"
            .formatted(shape.fileBytes() / 1e9, String.join("; ", refusals)));
  }

  private Optional<ExpertFile> present(
      Path file, FileShape shape, boolean verify, List<String> refusals) {
    try {
      return ExpertFile.open(file, shape, verify, channels);
    } catch (IOException e) {
      refusals.add(line(file, e));
      return Optional.empty();
    }
  }

  /** Makes the directory, and sees that the file will fit. */
  private static void prepare(Path directory, FileShape shape) throws IOException {
    Files.createDirectories(directory);
    Path old = directory.resolve(shape.fileName()); // makes room
    long free =
        Files.getFileStore(directory).getUsableSpace() + (Files.exists(old) ? Files.size(old) : 0);
    if (free < shape.fileBytes()) {
      throw new IOException("has %.3g GB free".formatted(free / 1e9));
    }
  }

  private static String line(Path where, IOException e) {
    return where + ": " + InputException.reason(e);
  }
}
