package io.mobile4j.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.app.output.Streams;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What happens when nobody takes the result. */
class OutputFailureTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void aReaderThatHasGoneEndsTheCommandQuietly() {
    assertEquals(141, generate("Broken pipe"));
    assertEquals(
        0,
        err.toString(StandardCharsets.UTF_8).lines().filter(l -> l.contains("mobile4j:")).count());
  }

  @Test
  void aFullDiskIsAnError() {
    assertEquals(2, generate("No space left on device"));
    assertTrue(
        err.toString(StandardCharsets.UTF_8)
            .contains("mobile4j: the result cannot be written: No space left on device"));
  }

  private int generate(String failure) {
    OutputStream failing = new FailsAfter(10, failure);
    String[] args = {"generate", "--model", Cli.DEMO.toString(), "Mona has 3 cups and buys 4."};
    return Main.run(args, new Streams(InputStream.nullInputStream(), failing, err, false));
  }

  /** Takes some bytes, then no more. */
  private static final class FailsAfter extends OutputStream {
    private int left;
    private final String failure;

    FailsAfter(int bytes, String failure) {
      left = bytes;
      this.failure = failure;
    }

    @Override
    public void write(int value) throws IOException {
      if (left-- <= 0) {
        throw new IOException(failure);
      }
    }
  }
}
