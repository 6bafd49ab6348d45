/**
 * What a model is: one file per architecture turns a {@code config.json} into a {@link
 * io.mobile4j.engine.arch.ModelSpec}, which names every weight and says how the layers use it.
 * Devices compute from the spec alone.
 */
package io.mobile4j.engine.arch;
