/** The operations as the CPU computes them. */
package io.mobile4j.kernels.cpu;
