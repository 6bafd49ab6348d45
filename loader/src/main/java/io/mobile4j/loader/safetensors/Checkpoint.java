package io.mobile4j.loader.safetensors;

import io.mobile4j.loader.InputException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The tensors of a checkpoint, in one safetensors file or in shards. Opening reads and checks the
 * headers only; data are mapped tensor by tensor into the caller's arena, so nothing stays in
 * memory that is not in use.
 */
public final class Checkpoint {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  private final Path path;
  private final Map<String, TensorInfo> tensors;

  private Checkpoint(Path path, Collection<TensorInfo> all) {
    this.path = path;
    Map<String, TensorInfo> byName = new TreeMap<>();
    for (TensorInfo tensor : all) {
      byName.put(tensor.name(), tensor);
    }
    this.tensors = Collections.unmodifiableMap(byName);
  }

  /**
   * Opens a directory with {@code model.safetensors} or {@code model.safetensors.index.json}, or a
   * single safetensors file.
   *
   * @throws InputException if there is none, a shard is missing, or any header is not true
   */
  public static Checkpoint open(Path path) {
    if (!Files.isDirectory(path)) {
      return new Checkpoint(path, Header.read(path));
    }
    if (Files.exists(path.resolve(SINGLE))) {
      return new Checkpoint(path, Header.read(path.resolve(SINGLE)));
    }
    if (Files.exists(path.resolve(INDEX))) {
      return new Checkpoint(path, ShardIndex.tensors(path.resolve(INDEX)));
    }
    throw new InputException(
        "%s: holds neither %s nor %s; other weight files must be converted to safetensors first"
            .formatted(path, SINGLE, INDEX));
  }

  /** The same checkpoint with a part of its tensors' names replaced. */
  public Checkpoint renamed(String part, String by) {
    return new Checkpoint(
        path,
        tensors.values().stream()
            .map(
                t ->
                    new TensorInfo(
                        t.name().replace(part, by),
                        t.dtype(),
                        t.shape(),
                        t.file(),
                        t.begin(),
                        t.end()))
            .toList());
  }

  /** The directory or file that was opened. */
  public Path path() {
    return path;
  }

  /** All tensors by name, in the order of the names. */
  public Map<String, TensorInfo> tensors() {
    return tensors;
  }

  /** The tensor of that name, if the checkpoint has it. */
  public Optional<TensorInfo> find(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  /**
   * The tensor of that name.
   *
   * @throws InputException if the checkpoint has none
   */
  public TensorInfo info(String name) {
    return find(name)
        .orElseThrow(() -> new InputException("%s: tensor %s is missing".formatted(path, name)));
  }

  /** Bytes of all tensors. */
  public long bytes() {
    return tensors.values().stream().mapToLong(TensorInfo::bytes).sum();
  }

  /** Maps one tensor, read-only; the mapping ends with the arena. */
  public MemorySegment map(TensorInfo tensor, Arena arena) {
    return map(tensor, 0, tensor.bytes(), arena);
  }

  /**
   * Maps a part of a tensor, read-only; the mapping ends with the arena. Elements need not be
   * aligned.
   *
   * @param offset bytes from the tensor's start
   * @param bytes length of the part
   * @throws InputException if the file has become shorter since it was opened, or cannot be mapped
   */
  public MemorySegment map(TensorInfo tensor, long offset, long bytes, Arena arena) {
    Objects.checkFromIndexSize(offset, bytes, tensor.bytes());
    if (bytes == 0) {
      return MemorySegment.NULL;
    }
    try (FileChannel channel = FileChannel.open(tensor.file(), StandardOpenOption.READ)) {
      // Touching a mapping behind the end of its file would kill the process.
      if (channel.size() < tensor.end()) {
        throw new InputException(
            "%s: has become shorter since it was opened".formatted(tensor.file()));
      }
      return channel.map(MapMode.READ_ONLY, tensor.begin() + offset, bytes, arena);
    } catch (IOException e) {
      throw new InputException(
          "%s: tensor %s cannot be mapped: %s"
              .formatted(tensor.file(), tensor.name(), e.getMessage()),
          e);
    }
  }

  /** Files that hold the tensors. */
  public List<Path> files() {
    return tensors.values().stream().map(TensorInfo::file).distinct().toList();
  }
}
