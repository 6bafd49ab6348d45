package io.mobile4j.loader.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Bf16Test {
  @Test
  void whatItHoldsStaysAsItIs() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = Bf16.toFloat((short) bits);
      float back = Bf16.toFloat(Bf16.nearest(value));
      assertEquals(value, back);
    }
  }

  /** One and its neighbour are 2^-7 apart; halfway between two it takes the even one. */
  @ParameterizedTest
  @CsvSource({
    "0x1.00fffep0, 0x1.00p0",
    "0x1.01p0, 0x1.00p0",
    "0x1.010002p0, 0x1.02p0",
    "0x1.02fffep0, 0x1.02p0",
    "0x1.03p0, 0x1.04p0",
    "0x1.ffp0, 0x1p1",
    "-0x1.03p0, -0x1.04p0",
    "0x1p-149, 0",
    "0x1.fffffep127, Infinity"
  })
  void theNearestIsTakenAndOfTwoTheEven(float value, float expected) {
    assertEquals(expected, Bf16.toFloat(Bf16.nearest(value)));
  }

  @Test
  void anyNaNStaysOne() {
    for (int bits : new int[] {0x7f800001, 0x7fffffff, 0xff800001, 0xffffffff}) {
      assertTrue(Float.isNaN(Bf16.toFloat(Bf16.nearest(Float.intBitsToFloat(bits)))));
    }
  }
}
