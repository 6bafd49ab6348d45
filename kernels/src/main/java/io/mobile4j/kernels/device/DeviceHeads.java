package io.mobile4j.kernels.device;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * Rows of activations on a device: of each of T tokens, some heads of equal size that follow one
 * another. Head h of token t starts at {@code t * stride + offset + h * size}.
 *
 * @param data [T, stride]
 * @param tokens T, most tokens of a pass
 * @param stride values from one token to the next
 * @param offset of a token's first head
 * @param heads rows of a token; 1 where the whole is meant
 * @param size values of a head
 */
public record DeviceHeads(
    FloatArray data, int tokens, int stride, int offset, int heads, int size) {
  /** New memory for one row of each token. */
  public static DeviceHeads allocate(int tokens, int size) {
    FloatArray data = new FloatArray(Math.multiplyExact(tokens, size));
    return new DeviceHeads(data, tokens, size, 0, 1, size);
  }

  /** Some heads of each token's row. */
  public DeviceHeads part(int partOffset, int partHeads, int partSize) {
    return new DeviceHeads(data, tokens, stride, offset + partOffset, partHeads, partSize);
  }
}
