/** Speed measurements: arms in turns, medians, spread, quality beside them. */
package io.mobile4j.app.bench;
