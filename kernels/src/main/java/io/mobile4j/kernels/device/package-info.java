/**
 * How operations run on a device: a task with its kernel and grid, sums over the lanes of a group,
 * and the operands that kernels take.
 */
package io.mobile4j.kernels.device;
