package io.mobile4j.nativeconfig;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Runs a command and keeps what it wrote. */
public final class Shell {
  private Shell() {}

  /**
   * What a command did.
   *
   * @param out its standard output
   * @param err its standard error
   */
  public record Result(int exitCode, String out, String err) {
    public void assertOk() {
      assertEquals(0, exitCode, () -> out + err);
    }
  }

  public static Result run(Path directory, List<String> command)
      throws IOException, InterruptedException {
    return run(directory, command, Map.of());
  }

  /** Runs a command with variables added to the environment. */
  public static Result run(Path directory, List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    CompletableFuture<String> err =
        CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
    String out = text(process.getInputStream());
    return new Result(process.waitFor(), out, err.join());
  }

  private static String text(InputStream in) {
    try (in) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
