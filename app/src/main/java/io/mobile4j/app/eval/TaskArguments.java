package io.mobile4j.app.eval;

import io.mobile4j.loader.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which problems, and how long their answers may be. */
public final class TaskArguments {
  private static final String SHIPPED = "eval"; // in a model's directory
  private static final int LONGEST = 128;

  @Option(
      names = "--tasks",
      paramLabel = "FILE.jsonl",
      description = {
        "Problems to answer: {\"prompt\", \"answer\", \"extract\"} a line. Default: those in the",
        "model's directory."
      })
  private Path tasks;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Only the first N problems, or tokens of a text.")
  private Integer limit;

  @Option(
      names = {"-n", "--max-new-tokens"},
      paramLabel = "N",
      description = "Longest answer. Default: " + LONGEST + " tokens.")
  private Integer maxNewTokens;

  /** Whether a file of problems is named. */
  public boolean named() {
    return tasks != null;
  }

  /** Whether any of these options is given. */
  public boolean given() {
    return named() || limit != null || maxNewTokens != null;
  }

  /** Longest answer. */
  public int maxNewTokens() {
    return maxNewTokens == null ? LONGEST : maxNewTokens;
  }

  /** At most so many problems or tokens. */
  public int limit() {
    return limit(Integer.MAX_VALUE);
  }

  private int limit(int otherwise) {
    if (limit != null && limit < 1) {
      throw new InputException("--limit " + limit + " must be at least 1");
    }
    return limit == null ? otherwise : limit;
  }

  /**
   * The problems.
   *
   * @param model directory of the model, whose own are the default
   * @throws InputException if there are none
   */
  public List<Task> tasks(Path model) {
    Path file =
        tasks != null
            ? tasks
            : shipped(model)
                .orElseThrow(
                    () -> new InputException(model + ": has no problems of its own; name --tasks"));
    return TaskFile.read(file).stream().limit(limit()).toList();
  }

  /**
   * The problems, if a file is named or the model has some of its own; else none.
   *
   * @param model directory of the model
   * @param most problems, unless a limit is given
   */
  public List<Task> tasksIfAny(Path model, int most) {
    Optional<Path> file = tasks == null ? shipped(model) : Optional.of(tasks);
    return file.map(f -> TaskFile.read(f).stream().limit(limit(most)).toList()).orElse(List.of());
  }

  /**
   * The file of problems that came with a model.
   *
   * @param model its directory
   */
  public static Optional<Path> shipped(Path model) {
    Path directory = model.resolve(SHIPPED);
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    try (var files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().findFirst();
    } catch (IOException e) {
      throw new InputException(directory + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
