/**
 * The arithmetic of a forward pass, one operation a package: an interface, a scalar reference that
 * is obviously right, and a fast version. {@link io.mobile4j.kernels.Rows} is what they share;
 * {@link io.mobile4j.kernels.cpu.Kernels} gathers them for the CPU.
 */
package io.mobile4j.kernels;
