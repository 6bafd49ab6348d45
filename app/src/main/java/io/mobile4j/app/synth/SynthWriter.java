package io.mobile4j.app.synth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mobile4j.app.output.JsonText;
import io.mobile4j.app.synth.SynthCheckpoint.Weights;
import io.mobile4j.engine.LoadListener;
import io.mobile4j.loader.InputException;
import io.mobile4j.loader.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes a checkpoint as Hugging Face does: safetensors, in shards where it is large. config.json
 * comes last, so that a directory that looks like a model is one.
 */
public final class SynthWriter {
  private static final long SHARD_BYTES = 4_000_000_000L;
  private static final Map<String, String> METADATA = Map.of("format", "pt");

  private final Path directory;
  private final Deque<Path> made = new ArrayDeque<>(); // the last first
  private volatile boolean cancelled;

  /**
   * @param directory to be made, or empty
   * @throws InputException if it holds anything
   */
  public SynthWriter(Path directory) {
    this.directory = directory;
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new InputException(directory + ": not a directory; name a new one");
    }
    try (Stream<Path> entries =
        Files.isDirectory(directory) ? Files.list(directory) : Stream.empty()) {
      if (entries.findAny().isPresent()) {
        throw new InputException(directory + ": is not empty; name a new directory");
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /**
   * Writes it all, or nothing.
   *
   * @throws InputException if there is no room for it, or it cannot be written
   */
  public void write(SynthCheckpoint checkpoint, long seed, LoadListener progress) {
    try {
      if (!Files.exists(directory)) {
        Files.createDirectories(directory);
        made.addFirst(directory);
      }
      checkRoom(checkpoint.bytes());
      List<List<Weights>> shards = shards(checkpoint.tensors());
      Fill fill = new Fill(seed, done -> progress(progress, done, checkpoint.bytes()));
      ObjectNode index = JsonText.object();
      index.putObject("metadata").put("total_size", checkpoint.bytes());
      ObjectNode map = index.putObject("weight_map");
      for (int i = 0; i < shards.size(); i++) {
        String file = fileName(i, shards.size());
        writeShard(directory.resolve(file), shards.get(i), fill);
        shards.get(i).forEach(tensor -> map.put(tensor.spec().name(), file));
      }
      if (shards.size() > 1) {
        writeJson("model.safetensors.index.json", index);
      }
      writeJson("config.json", checkpoint.config());
    } catch (IOException e) {
      remove();
      throw failure(e);
    } catch (RuntimeException e) {
      remove();
      throw e;
    }
  }

  /** Ends the writing soon, with an exception. Safe from any thread. */
  public void cancel() {
    cancelled = true;
  }

  private void progress(LoadListener progress, long done, long total) {
    if (cancelled) {
      throw new InputException(directory + ": not finished, and removed");
    }
    progress.progress("random weights", done, total);
  }

  private void checkRoom(long bytes) throws IOException {
    long room = Files.getFileStore(directory).getUsableSpace();
    if (bytes > room) {
      throw new InputException(
          "%s: the checkpoint needs %.1f GB and there is room for %.1f GB; take fewer --layers"
              .formatted(directory, bytes / 1e9, room / 1e9));
    }
  }

  private void writeShard(Path file, List<Weights> tensors, Fill fill) {
    try (SafetensorsWriter writer =
        new SafetensorsWriter(file, tensors.stream().map(Weights::spec).toList(), METADATA)) {
      tensors.forEach(tensor -> fill.write(tensor, writer));
      writer.finish();
    }
    made.addFirst(file);
  }

  private void writeJson(String name, ObjectNode json) throws IOException {
    Path file = directory.resolve(name);
    made.addFirst(file);
    Files.writeString(file, json.toPrettyString() + "\n");
  }

  private static String fileName(int shard, int count) {
    return count == 1
        ? "model.safetensors"
        : "model-%05d-of-%05d.safetensors".formatted(shard + 1, count);
  }

  private static List<List<Weights>> shards(List<Weights> tensors) {
    List<List<Weights>> shards = new ArrayList<>();
    long bytes = SHARD_BYTES;
    for (Weights tensor : tensors) {
      if (bytes + tensor.spec().bytes() > SHARD_BYTES) {
        shards.add(new ArrayList<>());
        bytes = 0;
      }
      shards.getLast().add(tensor);
      bytes += tensor.spec().bytes();
    }
    return shards;
  }

  private void remove() {
    for (Path file : made) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw failure(e);
      }
    }
  }

  private InputException failure(IOException e) {
    return new InputException(
        "%s: cannot be written: %s".formatted(directory, InputException.reason(e)), e);
  }
}
