package io.mobile4j.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code generation_config.json} asks for in vain is told, once. */
class IgnoredSettingsTest {
  @Test
  void oneLineNamesThemAll(@TempDir Path model) throws IOException {
    Path golden = Cli.GOLDEN.resolve("mixtral");
    for (String file : List.of("config.json", "model.safetensors")) {
      Files.copy(golden.resolve(file), model.resolve(file));
    }
    Files.writeString(
        model.resolve("generation_config.json"),
        "{\"no_repeat_ngram_size\": 3, \"stop_strings\": [\"#\"], \"num_beams\": 1}");
    PrintStream real = System.err;
    ByteArrayOutputStream logged = new ByteArrayOutputStream();
    System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8)); // where warnings go
    try {
      Cli.run("generate", "--prompt-ids", "5,6", "-n", "2", "--model", model.toString()).ok();
    } finally {
      System.setErr(real);
    }
    assertEquals(
        List.of(
            "warn: generation_config.json: not known and ignored: no_repeat_ngram_size, stop_strings"),
        logged
            .toString(StandardCharsets.UTF_8)
            .lines()
            .filter(line -> line.startsWith("warn: "))
            .toList());
  }
}
