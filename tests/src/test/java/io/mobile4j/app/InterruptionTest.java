package io.mobile4j.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that is told to end, as by Ctrl-C. */
@Timeout(120)
class InterruptionTest {
  private static final int TERMINATED = 143; // 128 + SIGTERM

  @Test
  void synthRemovesWhatIsNotComplete(@TempDir Path dir) throws IOException, InterruptedException {
    Path model = dir.resolve("model");
    Process synth =
        start("synth", "--shape", "olmoe-1b-7b", "--layers", "4", "--out", model.toString());
    while (!Files.isDirectory(model)) {
      assertTrue(synth.isAlive());
      Thread.sleep(10);
    }
    synth.toHandle().destroy();
    assertEquals(TERMINATED, synth.waitFor());
    assertFalse(Files.exists(model));
  }

  @Test
  void generateEndsItsLine() throws IOException, InterruptedException {
    String demo = Cli.DEMO.toString();
    Process generate = start("generate", "--raw", "--ignore-eos", "--model", demo, "def f");
    InputStream answer = generate.getInputStream();
    int first = answer.read();
    generate.toHandle().destroy(); // unlike the process's own, leaves the stream open
    String rest = new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    generate.waitFor();
    assertTrue(first == '\n' || rest.endsWith("\n"), rest);
  }

  private static Process start(String... args) throws IOException {
    List<String> command =
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--add-modules=jdk.incubator.vector",
                    "--add-opens=java.base/java.nio=ALL-UNNAMED",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "--class-path",
                    System.getProperty("java.class.path"),
                    Main.class.getName()),
                Stream.of(args))
            .toList();
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
