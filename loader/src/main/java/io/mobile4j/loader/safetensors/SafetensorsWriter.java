package io.mobile4j.loader.safetensors;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mobile4j.loader.InputException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes a safetensors file as a stream: the tensors are named first, their bytes follow in the
 * same order. Everything goes to a temporary file beside the target, which takes the target's place
 * in {@link #finish()}: there is never a half-written file of that name.
 */
public final class SafetensorsWriter implements AutoCloseable {
  private static final int CHUNK = 1 << 20;

  private final Path target;
  private final Path temporary;
  private final FileChannel channel;
  private final long end;
  private boolean finished;

  /**
   * Begins a file.
   *
   * @param target the file to make or replace; its directory must exist
   * @param tensors what will be written, in this order
   * @param metadata free strings for the header
   * @throws InputException if the file cannot be made
   */
  public SafetensorsWriter(Path target, List<TensorSpec> tensors, Map<String, String> metadata) {
    this.target = target;
    this.temporary =
        target.resolveSibling(
            ".%s.%d.tmp".formatted(target.getFileName(), ProcessHandle.current().pid()));
    byte[] header = header(tensors, metadata);
    this.end = Long.BYTES + header.length + tensors.stream().mapToLong(TensorSpec::bytes).sum();
    if (Files.isDirectory(target)) {
      throw new InputException("%s: cannot be written: it is a directory".formatted(target));
    }
    try {
      this.channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw failure(e);
    }
    ByteBuffer start =
        ByteBuffer.allocate(Long.BYTES + header.length).order(ByteOrder.LITTLE_ENDIAN);
    try {
      write(start.putLong(header.length).put(header).flip());
    } catch (InputException e) {
      close();
      throw e;
    }
  }

  /**
   * Appends bytes: the next part of the data of all tensors, in their order.
   *
   * @throws InputException if the disk does not take them
   */
  public void write(MemorySegment data) {
    for (long from = 0; from < data.byteSize(); from += CHUNK) {
      write(bytes(data.asSlice(from, Math.min(CHUNK, data.byteSize() - from))));
    }
  }

  /** Arrays of other types than bytes have no view as a byte buffer: they are copied. */
  private static ByteBuffer bytes(MemorySegment data) {
    return data.isNative() ? data.asByteBuffer() : ByteBuffer.wrap(data.toArray(JAVA_BYTE));
  }

  /**
   * Completes the file and puts it in its place.
   *
   * @throws IllegalStateException if the bytes written are not those of the tensors named
   * @throws InputException if the file cannot be put in its place
   */
  public void finish() {
    try {
      if (channel.position() != end) {
        throw new IllegalStateException(
            "%s: %d bytes written, %d announced".formatted(target, channel.position(), end));
      }
      channel.close();
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      finished = true;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Drops the file unless it was finished. */
  @Override
  public void close() {
    if (finished) {
      return;
    }
    try {
      channel.close();
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private void write(ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private InputException failure(IOException e) {
    String why =
        e instanceof NoSuchFileException
            ? "its directory does not exist"
            : InputException.reason(e);
    return new InputException("%s: cannot be written: %s".formatted(target, why), e);
  }

  private static byte[] header(List<TensorSpec> tensors, Map<String, String> metadata) {
    ObjectNode header = JsonNodeFactory.instance.objectNode();
    if (!metadata.isEmpty()) {
      metadata.forEach(header.putObject(Header.METADATA)::put);
    }
    long begin = 0;
    for (TensorSpec tensor : tensors) {
      ObjectNode entry = header.putObject(tensor.name()).put("dtype", tensor.dtype().name());
      tensor.shape().forEach(entry.putArray("shape")::add);
      entry.putArray("data_offsets").add(begin).add(begin += tensor.bytes());
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    // Spaces up to a multiple of 8 keep the data aligned.
    byte[] padded = new byte[(json.length + 7) / 8 * 8];
    Arrays.fill(padded, (byte) ' ');
    System.arraycopy(json, 0, padded, 0, json.length);
    return padded;
  }
}
