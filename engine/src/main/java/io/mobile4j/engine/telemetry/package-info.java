/**
 * What every pass did, layer by layer: recorded from the policy's tap, written to and read from
 * Arrow files.
 */
package io.mobile4j.engine.telemetry;
