/** The command line's entry: arguments in, exit code out. */
package io.mobile4j.app;
