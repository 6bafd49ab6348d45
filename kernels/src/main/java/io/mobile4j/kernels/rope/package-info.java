/** Rotary position embedding from given tables of cosines and sines. */
package io.mobile4j.kernels.rope;
