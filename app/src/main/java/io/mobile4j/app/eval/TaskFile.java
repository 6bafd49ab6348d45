package io.mobile4j.app.eval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mobile4j.loader.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads problems from a JSONL file: one object {@code {prompt, answer, extract}} a line. */
public final class TaskFile {
  private static final JsonMapper MAPPER = new JsonMapper();

  private TaskFile() {}

  /**
   * The problems of a file, in its order.
   *
   * @throws InputException if the file cannot be read, a line is not a problem, or there is none
   */
  public static List<Task> read(Path file) {
    List<String> lines = TextFile.read(file).lines().toList();
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        tasks.add(task(lines.get(i), "%s, line %d".formatted(file, i + 1)));
      }
    }
    if (tasks.isEmpty()) {
      throw new InputException(file + ": has no problems");
    }
    return List.copyOf(tasks);
  }

  private static Task task(String line, String where) {
    JsonNode json;
    try {
      json = MAPPER.readTree(line);
    } catch (JsonProcessingException e) {
      throw new InputException(where + ": is not JSON: " + e.getOriginalMessage(), e);
    }
    String extract = json.hasNonNull("extract") ? string(json, "extract", where) : null;
    return new Task(string(json, "prompt", where), string(json, "answer", where), extract);
  }

  private static String string(JsonNode json, String name, String where) {
    JsonNode value = json.path(name);
    if (!value.isTextual()) {
      throw new InputException(
          "%s: has no string \"%s\"; a problem is {\"prompt\", \"answer\", \"extract\"}"
              .formatted(where, name));
    }
    return value.textValue();
  }
}
