/** The seam between the engine and what computes: one model loaded on one device. */
package io.mobile4j.engine.device;
