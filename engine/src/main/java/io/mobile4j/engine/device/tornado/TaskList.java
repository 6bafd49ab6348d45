package io.mobile4j.engine.device.tornado;

import io.mobile4j.engine.arch.Norm;
import io.mobile4j.engine.arch.Rope;
import io.mobile4j.kernels.activation.DeviceSiluMul;
import io.mobile4j.kernels.attention.DeviceCache;
import io.mobile4j.kernels.device.Cut;
import io.mobile4j.kernels.device.DeviceHeads;
import io.mobile4j.kernels.device.DeviceMatrix;
import io.mobile4j.kernels.device.DeviceTask;
import io.mobile4j.kernels.matmul.DeviceLinear;
import io.mobile4j.kernels.rmsnorm.DeviceRmsNorm;
import io.mobile4j.kernels.rope.DeviceRope;
import io.mobile4j.kernels.rope.Pairing;
import java.util.ArrayList;
import java.util.List;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * The tasks of one layer's part, and where they find this layer's weights. A field of the step is
 * numbered whenever a task needs a place; the places of another layer go into the same fields if
 * its tasks are alike.
 */
final class TaskList {
  private final Cut cut;
  private final Band band;
  private final IntArray step;
  private final int firstField;
  private final List<DeviceTask> tasks = new ArrayList<>();
  private final List<Integer> places = new ArrayList<>();
  private final List<Object> shape = new ArrayList<>();

  /**
   * @param step has room for all fields
   * @param firstField that is free
   */
  TaskList(Cut cut, Band band, IntArray step, int firstField) {
    this.cut = cut;
    this.band = band;
    this.step = step;
    this.firstField = firstField;
    shape.add(System.identityHashCode(band));
  }

  Cut cut() {
    return cut;
  }

  IntArray step() {
    return step;
  }

  List<DeviceTask> tasks() {
    return tasks;
  }

  /** What the fields are for this layer, from the first on. */
  int[] places() {
    return places.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Equal for layers that the same tasks can compute. */
  List<Object> shape() {
    return List.copyOf(shape);
  }

  /** Adds a task; {@code settings} are numbers that were compiled into it, beyond its grid. */
  void add(DeviceTask task, Object... settings) {
    tasks.add(task);
    shape.add(task.name());
    for (long size : task.grid().getGlobalWork()) {
      shape.add(size);
    }
    shape.addAll(List.of(settings));
  }

  void addAll(List<DeviceTask> more) {
    more.forEach(this::add);
  }

  /** Gives the next field a value for this layer. */
  int field(int value) {
    places.add(value);
    return firstField + places.size() - 1;
  }

  /** The next fields say where a matrix is. */
  private int fields(Place place) {
    int field = field(place.values());
    field(place.scales());
    field(place.bias());
    shape.add(List.of(place.format(), place.rows(), place.cols(), place.bias() != Place.NONE));
    return field;
  }

  DeviceMatrix matrix(Stack stack) {
    Place place = band.places().get(stack);
    ArrayPair weights = band.weights();
    return new DeviceMatrix(
        place.format(),
        place.rows(),
        place.cols(),
        weights.floats(),
        place.inInts() ? weights.ints() : null,
        fields(place),
        place.bias() != Place.NONE);
  }

  /** Keys and values of a layer. */
  DeviceCache cache(int layer, int heads, int valueSize, int window) {
    Place keys = band.keys().get(layer);
    Place values = band.values().get(layer);
    int field = fields(keys);
    fields(values);
    field(window);
    shape.add(valueSize);
    return new DeviceCache(
        keys.format(),
        band.caches().floats(),
        keys.inInts() ? band.caches().ints() : null,
        field,
        heads,
        keys.rows() / heads,
        keys.cols(),
        values.cols(),
        valueSize);
  }

  /** y = W x (+ bias). */
  void linear(String name, Stack stack, FloatArray x, FloatArray y) {
    add(DeviceLinear.task(name, cut, step, matrix(stack), x, y));
  }

  /** y += W x (+ bias). */
  void addLinear(String name, Stack stack, FloatArray x, FloatArray y) {
    add(DeviceLinear.addTo(name, cut, step, matrix(stack), x, y));
  }

  /** Normalises each head of x; out is laid out as x. */
  void norm(String name, Norm norm, DeviceHeads x, FloatArray out) {
    int field = field(band.vectors().get(norm));
    add(
        DeviceRmsNorm.task(name, cut, step, band.weights().floats(), field, norm.eps(), x, out),
        norm.eps(),
        x.size());
  }

  /** Rotates each head of x from its value {@code first} on, in place. */
  void rope(String name, Rope rope, int positions, DeviceHeads x, int first) {
    int pairs = rope.dim() / 2;
    int field = field(band.tables().get(rope));
    field(band.tables().get(rope) + positions * pairs);
    Pairing pairing = rope.interleaved() ? Pairing.NEIGHBOURS : Pairing.HALVES;
    FloatArray tables = band.weights().floats();
    add(
        DeviceRope.task(name, cut, step, tables, field, pairing, pairs, x, first),
        pairing,
        pairs,
        first);
  }

  /** out = silu(gate) * up of x [T, 2 * size]. */
  void siluMul(String name, FloatArray x, FloatArray out, int size) {
    add(DeviceSiluMul.task(name, cut, step, x, out, size));
  }
}
