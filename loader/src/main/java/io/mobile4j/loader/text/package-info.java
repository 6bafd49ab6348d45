/** Between text and token ids: tokenizer, stream of text out of tokens, chat templates. */
package io.mobile4j.loader.text;
