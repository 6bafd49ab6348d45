/**
 * All experts of a model in one file of page-aligned records, made once from the checkpoint, for
 * direct reads of single experts.
 */
package io.mobile4j.loader.expertfile;
