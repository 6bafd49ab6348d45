/** The commands, one file each. */
package io.mobile4j.app.command;
