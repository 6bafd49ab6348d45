/** The host device's memory: buffers apart from the program's own, and what crosses to them. */
package io.mobile4j.standin.memory;
