/**
 * Packs the application for a machine without Java and without network: a trimmed Java runtime, the
 * jars, and the parts of a TornadoVM SDK that kernels need.
 */
package io.mobile4j.nativeconfig.bundle;
