package io.mobile4j.loader.safetensors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mobile4j.loader.InputException;
import io.mobile4j.loader.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The header of one safetensors file: eight bytes of length, then JSON that names every tensor with
 * its type, shape and byte range. The ranges cover the rest of the file without gap or overlap, as
 * the format's specification demands.
 */
final class Header {
  static final String METADATA = "__metadata__";

  /** The specification's own limit; nothing honest comes near it. */
  static final long LARGEST = 100_000_000;

  private Header() {}

  /**
   * All tensors of a file, in the order of their bytes.
   *
   * @throws InputException if the file is missing or anything in its header is not true of it
   */
  static List<TensorInfo> read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InputException(
          "%s: %s".formatted(file, Files.exists(file) ? "not a file" : "no such file"));
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      byte[] json = headerBytes(channel, file);
      return tensors(Json.parse(json, file), file, Long.BYTES + json.length, channel.size());
    } catch (NoSuchFileException e) {
      throw new InputException("%s: no such file".formatted(file), e);
    } catch (IOException e) {
      throw new InputException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static byte[] headerBytes(FileChannel channel, Path file) throws IOException {
    long size = channel.size();
    if (size < Long.BYTES) {
      throw new InputException(
          "%s: %d bytes are too few for a safetensors file".formatted(file, size));
    }
    long length = readFully(channel, file, 0, Long.BYTES).getLong();
    if (length < 2 || length > LARGEST) {
      throw new InputException(
          "%s: header length %s is not between 2 and %d; is this a safetensors file?"
              .formatted(file, Long.toUnsignedString(length), LARGEST));
    }
    if (length > size - Long.BYTES) {
      throw new InputException(
          "%s: header of %d bytes is longer than the file of %d bytes; is the file truncated?"
              .formatted(file, length, size));
    }
    return readFully(channel, file, Long.BYTES, (int) length).array();
  }

  private static ByteBuffer readFully(FileChannel channel, Path file, long from, int bytes)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, from + buffer.position()) < 0) {
        throw new InputException("%s: ends within its header".formatted(file));
      }
    }
    return buffer.flip();
  }

  private static List<TensorInfo> tensors(ObjectNode header, Path file, long data, long size) {
    List<TensorInfo> tensors = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : header.properties()) {
      if (entry.getKey().equals(METADATA)) {
        checkMetadata(entry.getValue(), file);
      } else {
        tensors.add(new Entry(file, entry.getKey(), entry.getValue()).tensor(data, size));
      }
    }
    tensors.sort(Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end));
    checkCover(tensors, file, data, size);
    return List.copyOf(tensors);
  }

  private static void checkMetadata(JsonNode metadata, Path file) {
    if (!metadata.isObject() || metadata.valueStream().anyMatch(value -> !value.isTextual())) {
      throw new InputException("%s: %s must be an object of strings".formatted(file, METADATA));
    }
  }

  private static void checkCover(List<TensorInfo> tensors, Path file, long data, long size) {
    long covered = data;
    String before = "the header";
    for (TensorInfo tensor : tensors) {
      if (tensor.begin() != covered) {
        throw new InputException(
            "%s: tensor %s %s: it begins at byte %d of the data, %s ends at %d"
                .formatted(
                    file,
                    tensor.name(),
                    tensor.begin() < covered ? "overlaps another" : "leaves a gap before it",
                    tensor.begin() - data,
                    before,
                    covered - data));
      }
      covered = tensor.end();
      before = tensor.name();
    }
    if (covered != size) {
      throw new InputException(
          "%s: the tensors end at byte %d, but the file has %d bytes"
              .formatted(file, covered, size));
    }
  }
}
