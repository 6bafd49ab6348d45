package io.mobile4j.engine;

import io.mobile4j.engine.device.select.DeviceChoice;
import io.mobile4j.kernels.cpu.Kernels;
import io.mobile4j.loader.weights.Q8Tiles;
import io.mobile4j.loader.weights.WeightFormat;

/**
 * The order in which weights that become quants are kept: each device has one that it reads best.
 */
public enum QuantOrder {
  /** {@link WeightFormat#Q8_0}. */
  ROWS,
  /** {@link WeightFormat#Q8_0_TILES} where rows have at least one whole tile. */
  TILES;

  /** That of a device. */
  static QuantOrder of(DeviceChoice device) {
    return device.device().isEmpty() && Kernels.prefersTiles() ? TILES : ROWS;
  }

  /**
   * The format of weights that are to become {@code format}.
   *
   * @param cols of their shortest row
   */
  WeightFormat of(WeightFormat format, int cols) {
    boolean tiles = this == TILES && format == WeightFormat.Q8_0 && cols >= Q8Tiles.COLS;
    return tiles ? WeightFormat.Q8_0_TILES : format;
  }
}
