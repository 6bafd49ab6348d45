package io.mobile4j.loader.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.mobile4j.loader.InputException;
import io.mobile4j.loader.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Text to token ids and back, by a model's {@code tokenizer.json}. Safe for use by several threads;
 * holds native memory until it is closed.
 */
public final class TextTokenizer implements AutoCloseable {
  /** Prompts are neither cut nor padded: what does not fit is the engine's to refuse. */
  private static final Map<String, String> AS_IS =
      Map.of("truncation", "DO_NOT_TRUNCATE", "padding", "DO_NOT_PAD");

  static {
    // DJL would otherwise ask the machine's cloud for its identity to report it, probe for CUDA and
    // download a library for it.
    setDefault("ai.djl.offline", "true");
    setDefault("OPT_OUT_TRACKING", "true");
  }

  private final HuggingFaceTokenizer tokenizer;

  private TextTokenizer(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /**
   * Opens the tokenizer of a model's directory, if it has one.
   *
   * @throws InputException if there is one that cannot be used
   */
  public static Optional<TextTokenizer> open(Path directory) {
    Path file = directory.resolve("tokenizer.json");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    loadNativeLibrary();
    try {
      byte[] json = Files.readAllBytes(file);
      TokenizerFile.check(json);
      return Optional.of(
          new TextTokenizer(
              HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), AS_IS)));
    } catch (JsonProcessingException e) {
      throw new InputException("%s: not valid JSON: %s".formatted(file, Json.reason(e)), e);
    } catch (IOException | RuntimeException e) {
      throw new InputException("%s: not a usable tokenizer: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static void loadNativeLibrary() {
    try {
      LibUtils.checkStatus();
    } catch (RuntimeException | LinkageError e) {
      throw new InputException(
          "the tokenizer's native library cannot be loaded here: %s; give prompts as token ids"
              .formatted(e.getMessage()),
          e);
    }
  }

  /**
   * Token ids of a text.
   *
   * @param text any text
   * @param addSpecial whether the model's own marks, such as a beginning of text, are added; a
   *     rendered chat template already has them
   */
  public int[] encode(String text, boolean addSpecial) {
    // Half a surrogate pair has no UTF-8 and would not survive the way into native code.
    String valid = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    long[] ids = tokenizer.encode(valid, addSpecial, false).getIds();
    return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
  }

  /**
   * Text of token ids; ids the tokenizer does not know give nothing.
   *
   * @param skipSpecial whether special tokens, such as an end of text, are left out
   */
  public String decode(int[] ids, boolean skipSpecial) {
    return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), skipSpecial);
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
