package io.mobile4j.kernels.rope;

/** Which values of a head rotate together. */
public enum Pairing {
  /** (i, i + dim / 2), as most HF models. */
  HALVES,
  /** (2i, 2i + 1), as DeepSeek-V2. */
  NEIGHBOURS
}
