/** What the commands show: streams, JSON, progress, and their figures in words. */
package io.mobile4j.app.output;
