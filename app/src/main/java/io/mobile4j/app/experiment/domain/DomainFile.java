package io.mobile4j.app.experiment.domain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mobile4j.app.eval.Task;
import io.mobile4j.app.eval.TaskFile;
import io.mobile4j.app.eval.TextFile;
import io.mobile4j.loader.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A domain of somebody's own: a JSONL file of problems ({@code {prompt, answer, extract}}) or of
 * texts ({@code {text}}), or any other file as one text.
 */
final class DomainFile {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String TEXT = "text";

  private DomainFile() {}

  /**
   * Reads it.
   *
   * @throws InputException if it cannot be read, or is neither
   */
  static Domain read(String name, Path file, DomainLimits limits) {
    if (!file.toString().endsWith(".jsonl")) {
      return new Passages(name, file.toString(), List.of(TextFile.read(file)), limits.tokens());
    }
    List<String> texts = texts(file);
    if (texts.isEmpty()) {
      List<Task> tasks = TaskFile.read(file).stream().limit(limits.problems()).toList();
      return new Problems(name, tasks, limits.maxNewTokens());
    }
    return new Passages(name, file.toString(), texts, limits.tokens());
  }

  /** The texts of a file; none where its first line is something else. */
  private static List<String> texts(Path file) {
    List<String> lines = TextFile.read(file).lines().filter(line -> !line.isBlank()).toList();
    List<String> texts = new ArrayList<>();
    for (String line : lines) {
      JsonNode text = parse(line).path(TEXT);
      if (text.isTextual()) {
        texts.add(text.textValue());
      } else if (texts.isEmpty()) {
        return List.of();
      } else {
        throw new InputException(
            file + ": begins with {\"text\"} and goes on with something else; one kind a file");
      }
    }
    return texts;
  }

  private static JsonNode parse(String line) {
    try {
      return MAPPER.readTree(line);
    } catch (JsonProcessingException e) {
      return MAPPER.nullNode(); // the reader of problems says what is wrong with it
    }
  }
}
