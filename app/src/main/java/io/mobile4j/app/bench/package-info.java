/** Speed measurements: interleaved repeats, medians, spread. */
package io.mobile4j.app.bench;
