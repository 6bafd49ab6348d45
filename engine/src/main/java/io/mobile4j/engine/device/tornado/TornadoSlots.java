package io.mobile4j.engine.device.tornado;

import io.mobile4j.engine.device.SlotMemory;
import io.mobile4j.kernels.convert.RowConverter;
import io.mobile4j.kernels.device.DeviceMatrix;
import io.mobile4j.kernels.device.DevicePack;
import io.mobile4j.kernels.device.ShortFloats;
import io.mobile4j.kernels.experts.DeviceSlots;
import io.mobile4j.loader.InputException;
import io.mobile4j.loader.weights.ExpertLayout;
import io.mobile4j.loader.weights.Matrix;
import io.mobile4j.loader.weights.WeightFormat;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Slots in a device's memory. An expert is laid out in a window of main memory as the kernels want
 * it, moved, and copied to its slot by a kernel, all beside the plan that computes.
 */
final class TornadoSlots implements SlotMemory {
  private final ExpertLayout layout;
  private final int slots;
  private final boolean resident;
  private final DeviceSlots memory;
  private final RowConverter converter;
  private final float[] scratch;
  private final int floatsOfOne;
  private final int intsOfOne;
  private final List<Window<FloatArray>> floats = new ArrayList<>();
  private final List<Window<IntArray>> ints = new ArrayList<>();

  /**
   * @param layout of the records that are loaded
   * @param slots how many
   * @param resident whether every expert has one for good
   */
  TornadoSlots(
      ExpertLayout layout,
      int slots,
      boolean resident,
      long maxElements,
      HostShadow shadow,
      RowConverter converter) {
    this.layout = layout;
    this.slots = slots;
    this.resident = resident;
    this.converter = converter;
    int h = layout.hiddenSize();
    int i = layout.intermediateSize();
    WeightFormat format = layout.format();
    floatsOfOne = DeviceSlots.floatsOf(format, h, i);
    intsOfOne = DeviceSlots.intsOf(format, h, i);
    scratch = new float[Math.max(h, i)];
    int perArray = (int) Math.min(slots, maxElements / Math.max(floatsOfOne, intsOfOne));
    if (perArray == 0) {
      throw new InputException(
          "one expert has %d values, and the device's largest array %d elements; take --device cpu"
              .formatted(layout.values(), maxElements));
    }
    List<FloatArray> floatArrays = new ArrayList<>();
    List<IntArray> intArrays = new ArrayList<>();
    FloatArray tables = floatsOfOne == 0 ? shadow.floats(ShortFloats.TABLES) : null;
    for (int first = 0; first < slots; first += perArray) {
      long count = Math.min(perArray, slots - first);
      floatArrays.add(floatsOfOne == 0 ? tables : shadow.floats(count * floatsOfOne));
      if (intsOfOne > 0) {
        intArrays.add(shadow.ints(count * intsOfOne));
      }
    }
    memory = new DeviceSlots(format, h, i, perArray, floatArrays, intArrays);
  }

  /** Bytes of a slot on the device. */
  static long slotBytes(ExpertLayout layout) {
    int h = layout.hiddenSize();
    int i = layout.intermediateSize();
    WeightFormat format = layout.format();
    return 4L * DeviceSlots.floatsOf(format, h, i) + 4L * DeviceSlots.intsOf(format, h, i);
  }

  /** As kernels see them. */
  DeviceSlots memory() {
    return memory;
  }

  /** Adds what is needed to load them. */
  void addTo(Transfers transfers) {
    if (floatsOfOne > 0) {
      memory.floats().forEach(array -> floats.add(transfers.writing(array, floatsOfOne)));
    } else {
      floats.add(transfers.writing(memory.floats().getFirst(), ShortFloats.TABLES));
    }
    memory.ints().forEach(array -> ints.add(transfers.writing(array, intsOfOne)));
  }

  /** Writes what the slots need beside experts, once the transfers have started. */
  void prepare() {
    if (floatsOfOne == 0) {
      Window<FloatArray> tables = floats.getFirst();
      float[] values = ShortFloats.tables();
      MemorySegment to = tables.array().getSegment();
      MemorySegment.copy(values, 0, to, ValueLayout.JAVA_FLOAT, 0, values.length);
      tables.move(0, values.length);
    }
  }

  @Override
  public int slots() {
    return slots;
  }

  @Override
  public boolean resident() {
    return resident;
  }

  @Override
  public void load(int slot, MemorySegment record) {
    int array = slot / memory.perArray();
    long place = slot % memory.perArray();
    List<Matrix> matrices = List.of(layout.gate(record), layout.up(record), layout.down(record));
    if (intsOfOne > 0) {
      pack(matrices, ints.get(array));
      ints.get(array).move(place * intsOfOne, intsOfOne);
    }
    if (floatsOfOne > 0) {
      packFloats(matrices, floats.get(array));
      floats.get(array).move(place * floatsOfOne, floatsOfOne);
    }
  }

  private static void pack(List<Matrix> matrices, Window<IntArray> window) {
    int next = 0;
    for (Matrix matrix : matrices) {
      for (int row = 0; row < matrix.rows(); row++) {
        DevicePack.ints(matrix, row, window.array(), next);
        next += DeviceMatrix.intsPerRow(matrix.format(), matrix.cols());
      }
    }
  }

  private void packFloats(List<Matrix> matrices, Window<FloatArray> window) {
    int next = 0;
    for (Matrix matrix : matrices) {
      for (int row = 0; row < matrix.rows(); row++) {
        if (matrix.format() == WeightFormat.F32) {
          DevicePack.floats(converter, matrix, row, scratch, window.array(), next);
        } else {
          DevicePack.scales(matrix, row, window.array(), next);
        }
        next += DeviceMatrix.floatsPerRow(matrix.format(), matrix.cols());
      }
    }
  }

  @Override
  public MemorySegment direct(int slot) {
    return MemorySegment.NULL;
  }

  /** The device frees them. */
  @Override
  public void close() {}
}
