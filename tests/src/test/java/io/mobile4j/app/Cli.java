package io.mobile4j.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mobile4j.app.output.Streams;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Runs a command in this process and keeps what it printed. */
record Cli(int exitCode, String out, String err) {
  static final Path DEMO = Path.of("..", "app", "models", "demo");
  static final Path GOLDEN = Path.of("src", "test", "resources", "golden");

  static {
    System.setProperty("mobile4j.home", "..");
  }

  static Cli run(String... args) {
    return runWithInput("", args);
  }

  static Cli runWithInput(String input, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode =
        Main.run(
            args,
            new Streams(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), out, err, false));
    return new Cli(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The command did what it was asked. */
  Cli ok() {
    assertEquals(0, exitCode, this::toString);
    return this;
  }

  /** The command refused: nothing on stdout, one line on stderr that says all this. */
  Cli refused(String... says) {
    assertEquals(2, exitCode, this::toString);
    assertEquals("", out);
    List<String> errors = err.lines().filter(line -> !line.startsWith("plan: ")).toList();
    assertEquals(1, errors.size(), this::toString);
    assertTrue(errors.getFirst().startsWith("mobile4j: "), this::toString);
    for (String part : says) {
      assertTrue(errors.getFirst().contains(part), () -> "\"%s\" in: %s".formatted(part, errors));
    }
    return this;
  }

  JsonNode json() {
    assertEquals(1, out.lines().count(), this::toString);
    try {
      return new JsonMapper().readTree(out);
    } catch (JsonProcessingException e) {
      throw new AssertionError(out, e);
    }
  }
}
