/** The command line, run in this process. */
package io.mobile4j.app;
