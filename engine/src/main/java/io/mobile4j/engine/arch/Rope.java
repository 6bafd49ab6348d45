package io.mobile4j.engine.arch;

import io.mobile4j.loader.config.RopeConfig;

/**
 * Rotary position embedding.
 *
 * @param dim values of a head that are rotated, in pairs
 * @param interleaved pairs are (2i, 2i + 1); else (i, i + dim / 2)
 * @param config frequencies and their scaling
 * @param maxPositions {@code max_position_embeddings}, which some scalings refer to
 */
public record Rope(int dim, boolean interleaved, RopeConfig config, int maxPositions) {}
