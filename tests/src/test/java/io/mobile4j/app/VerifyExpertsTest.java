package io.mobile4j.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mobile4j.loader.weights.ExpertLayout;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --verify-experts}: one line names what is damaged, and only then. */
class VerifyExpertsTest {
  private static final String[] FROM_MEMORY = {"--expert-slots", "12"};
  private static final String[] FROM_FILE = {"--ram", "250KB"};

  @TempDir private Path model;

  @BeforeEach
  void copyAModel() throws IOException {
    try (Stream<Path> files = Files.list(Cli.GOLDEN.resolve("olmoe"))) {
      for (Path file : files.toList()) {
        Files.copy(file, model.resolve(file.getFileName()));
      }
    }
  }

  @Test
  void wholeExpertsGiveTheSameTokens() {
    String tokens = generate().ok().out();
    assertEquals(tokens, generate("--verify-experts").ok().out());
    for (String[] ladder : new String[][] {FROM_MEMORY, FROM_FILE}) {
      assertEquals(tokens, generate(with(ladder)).ok().out());
      assertEquals(tokens, generate(with(ladder, "--verify-experts")).ok().out());
    }
  }

  @Test
  void aDamagedExpertFileIsToldInOneLine() throws IOException {
    generate(FROM_FILE).ok();
    Path file = model.resolve(".mobile4j/experts-bf16.bin");
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      // The lowest bit of one value of every record: nothing but a checksum can notice.
      for (long at = 2 * ExpertLayout.PAGE_BYTES; at < raw.length(); at += 4 * 4096) {
        raw.seek(at);
        int value = raw.read();
        raw.seek(at);
        raw.write(value ^ 1);
      }
    }
    generate(FROM_FILE).ok();
    generate(with(FROM_FILE, "--verify-experts"))
        .refused("experts-bf16.bin: the weights of layer 0, expert ", "their checksum differs");
  }

  private Cli generate(String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "generate", "--prompt-ids", "5,6,7", "--device", "cpu", "--max-new-tokens", "4"));
    args.addAll(List.of("--model", model.toString()));
    args.addAll(List.of(more));
    return Cli.run(args.toArray(String[]::new));
  }

  private static String[] with(String[] some, String... more) {
    return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
  }
}
