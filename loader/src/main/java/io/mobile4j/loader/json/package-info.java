/** Strict reading of JSON files: one object, no duplicate keys, nothing behind it. */
package io.mobile4j.loader.json;
