/**
 * Reading and writing safetensors files, single or sharded, with every header fault found first.
 */
package io.mobile4j.loader.safetensors;
