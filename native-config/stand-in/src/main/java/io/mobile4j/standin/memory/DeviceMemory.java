package io.mobile4j.standin.memory;

import java.lang.foreign.Arena;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/**
 * The memory of the host device: apart from the program's own, bounded, and counted. Its size is
 * the property {@code tornado.device.memory} ("512MB", "8GB"; 4 GB where it is not set).
 */
public final class DeviceMemory {
  /** The memory of this process's only host device. */
  public static final DeviceMemory HOST =
      new DeviceMemory(bytes(System.getProperty("tornado.device.memory", "4GB")));

  private static final byte UNDEFINED = -1; // a float of such bytes is NaN

  private final long capacity;
  private final AtomicLong allocated = new AtomicLong();
  private final AtomicLong toDevice = new AtomicLong();
  private final AtomicLong toHost = new AtomicLong();

  DeviceMemory(long capacity) {
    this.capacity = capacity;
  }

  public long capacity() {
    return capacity;
  }

  /** Bytes of all buffers that are not freed. */
  public long allocated() {
    return allocated.get();
  }

  /** Everything that has crossed since the process began. */
  public Traffic traffic() {
    return new Traffic(toDevice.get(), toHost.get());
  }

  /**
   * A new buffer of undefined content.
   *
   * @param full makes the exception to throw, from the bytes that are left, where it does not fit
   */
  @SuppressWarnings("MustBeClosedChecker") // the buffer closes its arena
  DeviceBuffer allocate(long bytes, LongFunction<RuntimeException> full) {
    if (allocated.addAndGet(bytes) > capacity) {
      throw full.apply(capacity - allocated.addAndGet(-bytes));
    }
    Arena arena = Arena.ofShared();
    DeviceBuffer buffer = new DeviceBuffer(this, arena, arena.allocate(bytes, 64));
    buffer.segment().fill(UNDEFINED);
    return buffer;
  }

  void freed(long bytes) {
    allocated.addAndGet(-bytes);
  }

  void uploaded(long bytes) {
    toDevice.addAndGet(bytes);
  }

  void downloaded(long bytes) {
    toHost.addAndGet(bytes);
  }

  static long bytes(String size) {
    String number = size.strip().toUpperCase(Locale.ROOT).replaceFirst("B$", "");
    int shift = "KMG".indexOf(number.charAt(number.length() - 1)) + 1;
    return Long.parseLong(shift == 0 ? number : number.substring(0, number.length() - 1))
        << (10 * shift);
  }
}
