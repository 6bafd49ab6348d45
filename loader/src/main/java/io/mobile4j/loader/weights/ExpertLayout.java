package io.mobile4j.loader.weights;

import java.lang.foreign.MemorySegment;

/**
 * The bytes of one expert: one contiguous, page-aligned record, so that one transfer moves one
 * expert.
 *
 * <pre>
 * 0                identity: magic, layer, expert, checksum (48 bytes)
 * 48               16-byte header of a device array (its runtime writes the element count here)
 * 64               values: gate [I, H], up [I, H], down [H, I]
 * ...              Q8_0 only, 64-byte aligned: 48 bytes unused, 16-byte device-array header, then BF16 scales of gate, up, down
 * ...              padding to a whole page
 * </pre>
 *
 * The scales of Q8_0_TILES are among its values. The values start on a cache line, and 16 bytes of
 * header stand in front of both arrays, so a device's array type can wrap them in place.
 *
 * @param format format of all three matrices
 * @param hiddenSize H, model width
 * @param intermediateSize I, the expert's inner width
 */
public record ExpertLayout(WeightFormat format, int hiddenSize, int intermediateSize) {
  /** Bytes before the first value. */
  public static final int HEADER_BYTES = 64;

  /** Bytes of the device-array header directly in front of values and of scales. */
  public static final int ARRAY_HEADER_BYTES = 16;

  /** Alignment of a record's start and of its length. */
  public static final int PAGE_BYTES = 4096;

  /** Values in gate, up and down together. */
  public int values() {
    return Math.multiplyExact(3, Math.multiplyExact(hiddenSize, intermediateSize));
  }

  /** Scales of gate, up and down together; 0 without quantisation. */
  public int scales() {
    return 2 * intermediateSize * format.scalesPerRow(hiddenSize)
        + hiddenSize * format.scalesPerRow(intermediateSize);
  }

  /** Bytes of all values, from {@link #HEADER_BYTES}. */
  public long valueBytes() {
    return 2 * gateBytes() + format.valueBytes(hiddenSize, intermediateSize);
  }

  /** Offset of the first scale. */
  public long scaleOffset() {
    return HEADER_BYTES + roundUp(valueBytes(), HEADER_BYTES) + HEADER_BYTES;
  }

  /** Bytes of all scales, from {@link #scaleOffset}. */
  public long scaleBytes() {
    return (long) scales() * WeightFormat.SCALE_BYTES;
  }

  /** Bytes that computing the expert reads: values and scales, no header, no padding. */
  public long payloadBytes() {
    return valueBytes() + scaleBytes();
  }

  /** Bytes from one record's start to the next: a whole number of pages. */
  public long recordBytes() {
    long end = scales() == 0 ? HEADER_BYTES + valueBytes() : scaleOffset() + scaleBytes();
    return roundUp(end, PAGE_BYTES);
  }

  /** The gate projection [I, H] of the expert whose record is given. */
  public Matrix gate(MemorySegment record) {
    return matrix(record, intermediateSize, hiddenSize, 0, 0);
  }

  /** The up projection [I, H]. */
  public Matrix up(MemorySegment record) {
    return matrix(record, intermediateSize, hiddenSize, gateBytes(), gateScales());
  }

  /** The down projection [H, I]. */
  public Matrix down(MemorySegment record) {
    return matrix(record, hiddenSize, intermediateSize, 2 * gateBytes(), 2 * gateScales());
  }

  private long gateBytes() {
    return format.valueBytes(intermediateSize, hiddenSize);
  }

  private long gateScales() {
    return (long) intermediateSize * format.scalesPerRow(hiddenSize);
  }

  private Matrix matrix(
      MemorySegment record, int rows, int cols, long valueOffset, long firstScale) {
    MemorySegment data = record.asSlice(HEADER_BYTES + valueOffset, format.valueBytes(rows, cols));
    MemorySegment scales =
        format.scalesPerRow(cols) == 0
            ? MemorySegment.NULL
            : record.asSlice(
                scaleOffset() + firstScale * WeightFormat.SCALE_BYTES,
                rows * format.scaleBytesPerRow(cols));
    return new Matrix(format, rows, cols, data, scales);
  }

  private static long roundUp(long bytes, long unit) {
    return (bytes + unit - 1) / unit * unit;
  }
}
