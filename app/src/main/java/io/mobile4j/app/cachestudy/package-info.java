/** What a trace says of caching: hit ratios against the optimum, working sets, reuse. */
package io.mobile4j.app.cachestudy;
