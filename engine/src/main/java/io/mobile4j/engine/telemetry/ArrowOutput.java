package io.mobile4j.engine.telemetry;

import io.mobile4j.loader.InputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * An Arrow IPC file that is being written, batch by batch, under a temporary name beside the
 * target; it takes the target's place in {@link #finish()}.
 */
public final class ArrowOutput implements AutoCloseable {
  private final Path target;
  private final Path temporary;
  private final FileChannel channel;
  private final BufferAllocator memory = new RootAllocator();
  private final VectorSchemaRoot root;
  private final ArrowFileWriter writer;

  /**
   * Begins a file.
   *
   * @param target the file to make or replace; its directory must exist
   * @throws InputException if the file cannot be made
   */
  public ArrowOutput(Path target, Schema schema) {
    this.target = target;
    temporary = temporary(target);
    channel = open(target, temporary);
    temporary.toFile().deleteOnExit(); // where the process is told to end meanwhile
    root = VectorSchemaRoot.create(schema, memory);
    writer = new ArrowFileWriter(root, null, channel);
  }

  /**
   * Checks, without leaving anything behind, that a file could be begun.
   *
   * @throws InputException if it could not
   */
  public static void check(Path target) {
    Path temporary = temporary(target);
    try {
      open(target, temporary).close();
      Files.delete(temporary);
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  private static Path temporary(Path target) {
    return target.resolveSibling(
        ".%s.%d.tmp".formatted(target.getFileName(), ProcessHandle.current().pid()));
  }

  private static FileChannel open(Path target, Path temporary) {
    if (Files.exists(target) && !Files.isRegularFile(target)) { // a device, say
      String what = Files.isDirectory(target) ? "a directory" : "not a regular file";
      throw new InputException("%s: cannot be written: it is %s".formatted(target, what));
    }
    try {
      return FileChannel.open(
          temporary,
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /** The vectors of the batch to be written next. */
  public VectorSchemaRoot root() {
    return root;
  }

  /**
   * Writes what is in the vectors and empties them.
   *
   * @param rows of them
   * @throws InputException if the disk does not take it
   */
  public void writeBatch(int rows) {
    root.setRowCount(rows);
    try {
      writer.writeBatch();
    } catch (IOException e) {
      throw failure(target, e);
    }
    root.clear();
  }

  /**
   * Completes the file and puts it in its place.
   *
   * @throws InputException if the disk does not take it
   */
  public void finish() {
    try {
      writer.end();
      channel.close();
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /** Frees the memory; drops the file unless it was finished. */
  @Override
  public void close() {
    root.close();
    memory.close();
    try {
      channel.close();
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  private static InputException failure(Path target, IOException e) {
    String why =
        e instanceof NoSuchFileException
            ? "its directory does not exist"
            : InputException.reason(e);
    return new InputException("%s: cannot be written: %s".formatted(target, why), e);
  }
}
