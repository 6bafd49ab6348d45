package io.mobile4j.kernels.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.kernels.matmul.DeviceLinear;
import io.mobile4j.loader.weights.WeightFormat;
import io.mobile4j.nativeconfig.RunsOnSdk;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Every 16-bit float, decoded on a device. */
@RunsOnSdk
class ShortFloatsTest {
  private static final int VALUES = 1 << Short.SIZE;

  /** Rows of two values, each picked by one of two inputs. */
  @ParameterizedTest
  @EnumSource(
      value = WeightFormat.class,
      names = {"BF16", "F16"},
      mode = Mode.INCLUDE)
  void everyValueIsExact(WeightFormat format) {
    int rows = VALUES / 2;
    IntArray ints = new IntArray(rows);
    for (int row = 0; row < rows; row++) {
      ints.set(row, (2 * row + 1) << Short.SIZE | 2 * row);
    }
    FloatArray tables = FloatArray.fromArray(ShortFloats.tables());
    IntArray step = new IntArray(Step.FIELDS + DeviceMatrix.FIELDS);
    step.set(Step.TOKENS, 2);
    step.set(Step.FIELDS + 1, ShortFloats.table(format));
    DeviceMatrix matrix = new DeviceMatrix(format, rows, 2, tables, ints, Step.FIELDS, false);
    FloatArray x = FloatArray.fromElements(1, 0, 0, 1);
    FloatArray y = new FloatArray(VALUES);

    OnDevice.run(
        List.of(DeviceLinear.task("decode", Cut.CPU, step, matrix, x, y)),
        List.of(step, tables, ints, x),
        List.of(y));

    for (int bits = 0; bits < VALUES; bits++) {
      float want =
          format == WeightFormat.BF16
              ? Float.intBitsToFloat(bits << Short.SIZE)
              : Float.float16ToFloat((short) bits);
      int other = bits ^ 1; // its neighbour is multiplied by zero
      float neighbour =
          format == WeightFormat.BF16
              ? Float.intBitsToFloat(other << Short.SIZE)
              : Float.float16ToFloat((short) other);
      float got = y.get(bits % 2 * rows + bits / 2);
      if (Float.isFinite(want) && Float.isFinite(neighbour)) {
        assertEquals(want, got, 0f, "%s %04x".formatted(format, bits));
      } else {
        assertTrue(Float.isNaN(got), "%s %04x is %s".formatted(format, bits, got));
      }
    }
  }
}
