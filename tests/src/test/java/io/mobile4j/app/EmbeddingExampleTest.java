package io.mobile4j.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's Java lines are compiled and run as they stand there. */
class EmbeddingExampleTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @Test
  void runs(@TempDir Path dir) throws IOException, InterruptedException {
    Matcher example = JAVA.matcher(Files.readString(ROOT.resolve("README.md")));
    assertTrue(example.find(), "the README shows how to embed the engine");
    Path source = Files.writeString(dir.resolve("Embedding.java"), example.group(1));
    Path answer = dir.resolve("answer.txt");
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "--class-path",
                System.getProperty("java.class.path"),
                source.toString())
            .directory(ROOT.toFile())
            .redirectOutput(answer.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertEquals(0, java.waitFor());
    assertTrue(Files.readString(answer).endsWith("#### 91\n"), Files.readString(answer));
  }
}
