/**
 * What this machine offers: the JVM and its vectors, memory, OpenCL drivers, the TornadoVM runtime
 * with its devices, and what to install where something is missing.
 */
package io.mobile4j.nativeconfig;
