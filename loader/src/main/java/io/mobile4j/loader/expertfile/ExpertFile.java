package io.mobile4j.loader.expertfile;

import com.sun.nio.file.ExtendedOpenOption;
import io.mobile4j.loader.InputException;
import io.mobile4j.loader.weights.ExpertLayout;
import io.mobile4j.loader.weights.ExpertRecord;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * A file of expert records that is open for reading, past the page cache where the platform allows.
 * Several threads may read at once.
 */
public final class ExpertFile implements AutoCloseable {
  private static final int LONGEST_READ = 1 << 30; // a byte buffer has less than 2 GiB

  private final Path path;
  private final FileShape shape;
  private final FileChannel channel;
  private final boolean direct;
  private final boolean verify;

  private ExpertFile(
      Path path, FileShape shape, boolean verify, FileChannel channel, boolean direct) {
    this.path = path;
    this.shape = shape;
    this.verify = verify;
    this.channel = channel;
    this.direct = direct;
  }

  /**
   * Opens a file if it is there and has just the shape wanted.
   *
   * @param verify whether every record that is read is checked against its checksum
   * @throws IOException if it is there and cannot be read
   */
  static Optional<ExpertFile> open(Path path, FileShape shape, boolean verify, Channels channels)
      throws IOException {
    try (FileChannel plain = channels.open(path, Set.of(StandardOpenOption.READ))) {
      if (plain.size() != shape.fileBytes()) {
        return Optional.empty();
      }
      ByteBuffer header = ByteBuffer.allocate(FileShape.HEADER_BYTES);
      readFully(plain, header, 0, path);
      if (!Arrays.equals(header.array(), shape.header())) {
        return Optional.empty();
      }
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    return Optional.of(openRecords(path, shape, verify, channels));
  }

  private static ExpertFile openRecords(
      Path path, FileShape shape, boolean verify, Channels channels) throws IOException {
    if (ExpertLayout.PAGE_BYTES % Files.getFileStore(path).getBlockSize() == 0) {
      Set<OpenOption> options = Set.of(StandardOpenOption.READ, ExtendedOpenOption.DIRECT);
      try {
        return new ExpertFile(path, shape, verify, channels.open(path, options), true);
      } catch (IOException | UnsupportedOperationException e) {
        // Some file systems, such as those in memory, know no direct reads.
      }
    }
    return new ExpertFile(
        path, shape, verify, channels.open(path, Set.of(StandardOpenOption.READ)), false);
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** True where reads go past the page cache. */
  public boolean direct() {
    return direct;
  }

  /** The layout of every record. */
  public ExpertLayout layout() {
    return shape.layout();
  }

  /** Layers that have experts. */
  public int layers() {
    return shape.layers().size();
  }

  /** E, experts a layer. */
  public int experts() {
    return shape.experts();
  }

  /**
   * Reads one expert.
   *
   * @param expertLayer counted among the layers with experts
   * @param target a record's bytes, on a page boundary
   * @throws IOException if it cannot be read or is not the expert it should be; the target's bytes
   *     are undefined then
   */
  public void read(int expertLayer, int expert, MemorySegment target) throws IOException {
    long position = shape.position(expertLayer, expert);
    for (long from = 0; from < target.byteSize(); from += LONGEST_READ) {
      long length = Math.min(LONGEST_READ, target.byteSize() - from);
      readFully(channel, target.asSlice(from, length).asByteBuffer(), position + from, path);
    }
    int layer = shape.layers().get(expertLayer);
    try {
      if (verify) {
        ExpertRecord.verify(layout(), target, layer, expert);
      } else {
        ExpertRecord.identify(target, layer, expert);
      }
    } catch (InputException e) {
      throw new IOException(
          "%s: %s; without this file it is made again".formatted(path, e.getMessage()), e);
    }
  }

  private static void readFully(FileChannel from, ByteBuffer bytes, long position, Path path)
      throws IOException {
    long end = position + bytes.remaining();
    while (bytes.hasRemaining()) {
      int read;
      try {
        read = from.read(bytes, end - bytes.remaining());
      } catch (IOException e) {
        throw new IOException("%s: cannot be read: %s".formatted(path, e.getMessage()), e);
      }
      if (read <= 0) {
        throw new EOFException(
            "%s: ends after %d bytes, not %d".formatted(path, end - bytes.remaining(), end));
      }
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new InputException("%s: cannot be closed: %s".formatted(path, e.getMessage()), e);
    }
  }
}
