package io.mobile4j.app.option;

import io.mobile4j.loader.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which model. */
public final class ModelOption {
  /** Set by the launcher: the directory the application lies in. */
  private static final String HOME = "mobile4j.home";

  private static final Path DEMO = Path.of("app", "models", "demo");

  @Option(
      names = {"-m", "--model"},
      paramLabel = "DIR",
      description = "Directory of a Hugging Face checkpoint. Default: the demo model.")
  private Path model;

  /**
   * The model's directory.
   *
   * @throws InputException if none was given and there is no demo model
   */
  public Path directory() {
    return model == null ? demo() : named(model);
  }

  /** The same, where a command also takes the directory as its argument. */
  public Path directory(Path argument) {
    if (model != null && argument != null) {
      throw new InputException("the model is given twice: %s and %s".formatted(argument, model));
    }
    return argument == null ? directory() : named(argument);
  }

  /** Java takes an empty name, perhaps an unset variable's, for the current directory. */
  private static Path named(Path directory) {
    if (directory.toString().isEmpty()) {
      throw new InputException("the name of the model's directory is empty");
    }
    return directory;
  }

  /** The directory the application lies in; the current one where no launcher has set it. */
  public static Path home() {
    return Path.of(System.getProperty(HOME, ""));
  }

  private static Path demo() {
    Path demo = home().resolve(DEMO);
    if (!Files.isDirectory(demo)) {
      throw new InputException(
          "no demo model at " + demo.toAbsolutePath() + "; name a model with --model DIR");
    }
    return demo;
  }
}
