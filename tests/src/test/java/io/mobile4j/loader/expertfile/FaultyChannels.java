package io.mobile4j.loader.expertfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Real files that fail as they are told to. */
public final class FaultyChannels implements Channels {
  /** What positioned reads do. */
  public enum Reads {
    WHOLE,
    /** Give a page at a time, as they may. */
    PIECEMEAL,
    /** Give a page and then nothing, as if the file had become shorter. */
    SHORT,
    FAIL
  }

  private static final int PAGE = 4096;

  /** Bytes the disk still takes. */
  public final AtomicLong room = new AtomicLong(Long.MAX_VALUE);

  /** Channels opened and not closed. */
  public final AtomicInteger open = new AtomicInteger();

  public volatile Reads reads = Reads.WHOLE;

  @Override
  public FileChannel open(Path file, Set<? extends OpenOption> options) throws IOException {
    Faulty channel = new Faulty(FileChannel.open(file, options));
    open.incrementAndGet();
    return channel;
  }

  private final class Faulty extends FileChannel {
    private final FileChannel real;

    Faulty(FileChannel real) {
      this.real = real;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      Reads how = reads;
      if (how == Reads.WHOLE || position == 0) {
        return real.read(target, position);
      }
      if (how == Reads.FAIL) {
        throw new IOException("Input/output error");
      }
      if (how == Reads.SHORT && target.position() >= PAGE) {
        return -1;
      }
      int limit = target.limit();
      target.limit(Math.min(limit, target.position() + PAGE));
      try {
        return real.read(target, position);
      } finally {
        target.limit(limit);
      }
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      if (room.addAndGet(-source.remaining()) < 0) {
        throw new IOException("No space left on device");
      }
      return real.write(source, position);
    }

    @Override
    public long size() throws IOException {
      return real.size();
    }

    @Override
    public void force(boolean metaData) throws IOException {
      real.force(metaData);
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
      return real.lock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      open.decrementAndGet();
      real.close();
    }

    @Override
    public int read(ByteBuffer target) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer source) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel position(long newPosition) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel truncate(long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
      throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }
  }
}
