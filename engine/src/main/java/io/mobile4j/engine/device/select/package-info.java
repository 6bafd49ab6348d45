/** Which device computes: what was asked for, and what is there. */
package io.mobile4j.engine.device.select;
