/**
 * Experiments: commands that measure in cells, go on where they were stopped, and report as table,
 * picture and text.
 */
package io.mobile4j.app.experiment;
