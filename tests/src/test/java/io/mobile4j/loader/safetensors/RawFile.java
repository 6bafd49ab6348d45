package io.mobile4j.loader.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes safetensors files byte by byte, true or not. */
public final class RawFile {
  private RawFile() {}

  /** A file whose header is any text and whose data are {@code dataBytes} zeros. */
  public static Path write(Path file, String header, int dataBytes) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return write(file, json.length, json, dataBytes);
  }

  /** A file that gives its header any length. */
  static Path write(Path file, long headerLength, byte[] header, int dataBytes) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES + header.length + dataBytes)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(headerLength)
            .put(header);
    return Files.write(file, bytes.array());
  }
}
