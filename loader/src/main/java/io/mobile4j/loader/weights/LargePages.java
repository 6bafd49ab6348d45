package io.mobile4j.loader.weights;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Asks Linux to back large buffers with large pages ({@code madvise(2)}, MADV_HUGEPAGE): weights
 * are read from end to end for every token, and with pages of 4 KiB a fifth and more of the read
 * bandwidth goes to address translation. A wish: elsewhere, or where it is refused, nothing
 * changes.
 */
final class LargePages {
  /** Smaller buffers gain too little to make up for looking up the function. */
  private static final long LEAST_BYTES = 64L << 20;

  private static final long PAGE_BYTES = 4096;
  private static final int MADV_HUGEPAGE = 14;

  private LargePages() {}

  /**
   * Asks for large pages; to be called before the memory is first written.
   *
   * @param memory any; small ones are left alone
   */
  static void prefer(MemorySegment memory) {
    if (memory.byteSize() >= LEAST_BYTES && System.getProperty("os.name").equals("Linux")) {
      long first = (memory.address() + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
      long end = (memory.address() + memory.byteSize()) / PAGE_BYTES * PAGE_BYTES;
      Advice.give(first, end - first);
    }
  }

  /** Looked up where it is first needed. */
  private static final class Advice {
    private static final MethodHandle MADVISE = find();

    @SuppressWarnings("restricted") // a function of the C library, with the types of its manual
    private static MethodHandle find() {
      Linker linker = Linker.nativeLinker();
      return linker
          .defaultLookup()
          .find("madvise")
          .map(
              function ->
                  linker.downcallHandle(
                      function, FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT)))
          .orElse(null);
    }

    static void give(long address, long bytes) {
      if (MADVISE == null) {
        return;
      }
      try {
        // Its result does not matter: without large pages the memory serves as well.
        int ignored =
            (int) MADVISE.invokeExact(MemorySegment.ofAddress(address), bytes, MADV_HUGEPAGE);
      } catch (Throwable e) {
        throw new IllegalStateException("madvise", e);
      }
    }
  }
}
