package io.mobile4j.loader.expertfile;

import io.mobile4j.loader.weights.ExpertRecord;
import io.mobile4j.loader.weights.ExpertSource;
import io.mobile4j.loader.weights.LoadProgress;
import io.mobile4j.loader.weights.OffHeap;
import io.mobile4j.loader.weights.OffHeapBuffer;
import io.mobile4j.loader.weights.ParallelLoad;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes an expert file. The records go to a temporary file beside it; when they are safely on disk
 * the header follows, and then the file takes its name: under that name it is complete or absent.
 */
final class Packer {
  private static final String TEMPORARY = ".tmp";
  private static final Set<OpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  private static final int LONGEST_WRITE = 1 << 30;

  private final OffHeap memory;

  /** What this process is making. */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final ExpertSource source;
  private final FileShape shape;
  private final Channels channels;

  /**
   * @param memory for one record a thread, while packing
   */
  Packer(OffHeap memory, ExpertSource source, FileShape shape, Channels channels) {
    this.memory = memory;
    this.source = source;
    this.shape = shape;
    this.channels = channels;
  }

  /**
   * @throws IOException if the disk does not take it; nothing is left of it then
   */
  void pack(Path target, int threads, LoadProgress progress) throws IOException {
    removeLeftovers(target);
    Files.deleteIfExists(target); // of another model or version; frees its space first
    Path temporary =
        target.resolveSibling(
            "%s.%s%s".formatted(target.getFileName(), UUID.randomUUID(), TEMPORARY));
    temporary.toFile().deleteOnExit(); // where the process is ended meanwhile
    OWN.add(temporary);
    try {
      try (FileChannel channel = channels.open(temporary, NEW);
          FileLock _ = channel.lock()) { // says that it is no leftover
        records(channel, threads, progress);
        channel.force(true);
        write(channel, ByteBuffer.wrap(shape.header()), 0);
        channel.force(true);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
      OWN.remove(temporary);
    }
  }

  private void records(FileChannel channel, int threads, LoadProgress progress) throws IOException {
    List<OffHeapBuffer> buffers = new ArrayList<>();
    try {
      for (int i = 0; i < threads; i++) {
        buffers.add(
            memory.allocate("expert file", shape.layout().recordBytes(), FileShape.HEADER_BYTES));
      }
      BlockingQueue<OffHeapBuffer> free = new ArrayBlockingQueue<>(threads, false, buffers);
      ParallelLoad.run(
          shape.layers().size() * shape.experts(),
          threads,
          source.bytes(),
          progress,
          i -> record(channel, i / shape.experts(), i % shape.experts(), free));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      buffers.forEach(OffHeapBuffer::close);
    }
  }

  /** Returns the bytes it took from the checkpoint. */
  private long record(
      FileChannel channel, int expertLayer, int expert, BlockingQueue<OffHeapBuffer> free) {
    OffHeapBuffer buffer = free.remove(); // one for each thread
    try {
      MemorySegment record = buffer.segment();
      int layer = shape.layers().get(expertLayer);
      record.fill((byte) 0); // the same model gives the same file
      ExpertRecord.load(source, layer, expert, shape.layout(), record, true);
      for (long from = 0; from < record.byteSize(); from += LONGEST_WRITE) {
        long length = Math.min(LONGEST_WRITE, record.byteSize() - from);
        ByteBuffer bytes = record.asSlice(from, length).asByteBuffer();
        write(channel, bytes, shape.position(expertLayer, expert) + from);
      }
      return source.matrices(layer, expert).bytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      free.add(buffer);
    }
  }

  private static void write(FileChannel channel, ByteBuffer bytes, long position)
      throws IOException {
    long end = position + bytes.remaining();
    while (bytes.hasRemaining()) {
      channel.write(bytes, end - bytes.remaining());
    }
  }

  /** Deletes temporary files whose makers have died: nobody holds their locks. */
  private static void removeLeftovers(Path target) throws IOException {
    String pattern = target.getFileName() + ".*" + TEMPORARY;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(target.getParent(), pattern)) {
      for (Path file : files) {
        if (abandoned(file)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static boolean abandoned(Path file) throws IOException {
    if (OWN.contains(file)) {
      return false; // and closing another channel of it could release its lock
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // this process is making it, and names it otherwise
    }
  }
}
