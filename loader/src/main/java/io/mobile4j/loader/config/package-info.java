/** What {@code config.json} and {@code generation_config.json} say, typed and checked. */
package io.mobile4j.loader.config;
