/** How a kernel runs on the host: its grid, work-groups, work-items, barriers, local memory. */
package io.mobile4j.standin.launch;
