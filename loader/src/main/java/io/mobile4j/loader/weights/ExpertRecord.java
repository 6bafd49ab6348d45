package io.mobile4j.loader.weights;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.mobile4j.loader.InputException;
import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;

/**
 * The identity at the head of an expert record.
 *
 * <pre>
 * 0   magic (8 bytes)
 * 8   layer (4 bytes)
 * 12  expert (4 bytes)
 * 16  CRC-32C of values and scales, with bit 32 set; 0 if none was taken (8 bytes)
 * </pre>
 */
public final class ExpertRecord {
  /** "M4JEXPRT" read as a little-endian number. */
  private static final long MAGIC = 0x5452505845_4A344DL;

  private static final long LAYER = 8;
  private static final long EXPERT = 12;
  private static final long CHECKSUM = 16;
  private static final long PRESENT = 1L << 32;
  private static final int CHUNK = 1 << 30;

  private ExpertRecord() {}

  /**
   * Fills a record from the checkpoint.
   *
   * @param layer number of the model's layer
   * @param record its paddings stay as they are
   * @param checksum whether it gets one for {@link #verify}
   * @throws InputException if the checkpoint cannot be read, or a value cannot be quantised
   */
  public static void load(
      ExpertSource source,
      int layer,
      int expert,
      ExpertLayout layout,
      MemorySegment record,
      boolean checksum) {
    clearUnused(layout, record);
    ExpertMatrices stored = source.matrices(layer, expert);
    WeightCopy.copy(source.checkpoint(), stored.gate(), layout.gate(record));
    WeightCopy.copy(source.checkpoint(), stored.up(), layout.up(record));
    WeightCopy.copy(source.checkpoint(), stored.down(), layout.down(record));
    record.set(JAVA_LONG_UNALIGNED, 0, MAGIC);
    record.set(JAVA_INT_UNALIGNED, LAYER, layer);
    record.set(JAVA_INT_UNALIGNED, EXPERT, expert);
    record.set(JAVA_LONG_UNALIGNED, CHECKSUM, checksum ? checksum(layout, record) : 0);
  }

  /** Zeros header and paddings, so that equal experts are equal bytes. */
  private static void clearUnused(ExpertLayout layout, MemorySegment record) {
    long end = ExpertLayout.HEADER_BYTES + layout.valueBytes();
    record.asSlice(0, ExpertLayout.HEADER_BYTES).fill((byte) 0);
    if (layout.scales() > 0) {
      record.asSlice(end, layout.scaleOffset() - end).fill((byte) 0);
      end = layout.scaleOffset() + layout.scaleBytes();
    }
    record.asSlice(end).fill((byte) 0);
  }

  /**
   * Checks that a record is the one it should be.
   *
   * @throws InputException if not
   */
  public static void identify(MemorySegment record, int layer, int expert) {
    if (record.get(JAVA_LONG_UNALIGNED, 0) != MAGIC
        || record.get(JAVA_INT_UNALIGNED, LAYER) != layer
        || record.get(JAVA_INT_UNALIGNED, EXPERT) != expert) {
      throw new InputException(
          "the record of layer %d, expert %d is not what it should be".formatted(layer, expert));
    }
  }

  /**
   * Checks that a record is the one it should be and, if it has a checksum, undamaged.
   *
   * @throws InputException if not
   */
  public static void verify(ExpertLayout layout, MemorySegment record, int layer, int expert) {
    identify(record, layer, expert);
    long stored = record.get(JAVA_LONG_UNALIGNED, CHECKSUM);
    if (stored != 0 && stored != checksum(layout, record)) {
      throw new InputException(
          "the weights of layer %d, expert %d are damaged: their checksum differs"
              .formatted(layer, expert));
    }
  }

  /** Covers values and scales, not the device-array headers, which devices write to. */
  private static long checksum(ExpertLayout layout, MemorySegment record) {
    CRC32C crc = new CRC32C();
    update(crc, record.asSlice(ExpertLayout.HEADER_BYTES, layout.valueBytes()));
    if (layout.scales() > 0) {
      update(crc, record.asSlice(layout.scaleOffset(), layout.scaleBytes()));
    }
    return PRESENT | crc.getValue();
  }

  private static void update(CRC32C crc, MemorySegment bytes) {
    for (long from = 0; from < bytes.byteSize(); from += CHUNK) {
      crc.update(bytes.asSlice(from, Math.min(CHUNK, bytes.byteSize() - from)).asByteBuffer());
    }
  }
}
