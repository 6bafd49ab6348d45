package io.mobile4j.app.experiment.domain;

import io.mobile4j.app.eval.TextFile;
import io.mobile4j.loader.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The project's own files as texts: sources as code, documents as prose. */
final class OwnTexts {
  private static final List<String> MODULES =
      List.of("loader", "kernels", "engine", "native-config", "app");

  /** Reports that experiments have written here; they would change what is measured next. */
  private static final String REPORTS = "docs/experiments";

  private OwnTexts() {}

  /**
   * All Java sources but the tests.
   *
   * @param home root of the source tree
   * @throws InputException if there are none, as in a bundle
   */
  static List<String> code(Path home) {
    return texts(home, MODULES.stream().map(module -> module + "/src/main/java").toList(), ".java");
  }

  /**
   * All documents but the experiments' own.
   *
   * @param home root of the source tree
   * @throws InputException if there are none, as in a bundle
   */
  static List<String> prose(Path home) {
    return texts(home, List.of("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "docs"), ".md");
  }

  private static List<String> texts(Path home, List<String> places, String ending) {
    List<Path> files = new ArrayList<>();
    for (String place : places) {
      files.addAll(files(home.resolve(place), ending));
    }
    files.removeIf(file -> file.startsWith(home.resolve(REPORTS)));
    if (files.isEmpty()) {
      throw new InputException(
          "no %s files of mobile4j at %s; name texts of your own by --domain NAME=FILE"
              .formatted(ending, home.toAbsolutePath()));
    }
    return files.stream().map(TextFile::read).toList();
  }

  private static List<Path> files(Path place, String ending) {
    if (!Files.exists(place)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(place)) {
      return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new InputException(place + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
