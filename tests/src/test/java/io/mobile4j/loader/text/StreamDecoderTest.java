package io.mobile4j.loader.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mobile4j.loader.Golden;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StreamDecoderTest {
  private static final TextTokenizer BYTE_LEVEL = TextTokenizer.open(Golden.demo()).orElseThrow();
  private static final TextTokenizer METASPACE =
      TextTokenizer.open(Path.of("src/test/resources/tokenizers/metaspace")).orElseThrow();

  @Property
  void byteLevelPiecesJoinToTheWhole(
      @ForAll @Size(max = 40) List<@IntRange(max = 1023) Integer> ids, @ForAll boolean skip) {
    checkWhole(BYTE_LEVEL, ids, skip);
  }

  @Property
  void metaspacePiecesJoinToTheWhole(
      @ForAll @Size(max = 40) List<@IntRange(max = 112) Integer> choices, @ForAll boolean skip) {
    // Three special tokens, the bytes of ASCII's characters, and all tokens that are not bytes.
    List<Integer> ids =
        choices.stream().map(i -> i < 3 ? i : i < 99 ? 3 + 32 + i - 3 : 259 + i - 99).toList();
    checkWhole(METASPACE, ids, skip);
  }

  @Test
  void brokenBytesDoNotSwallowWhatFollows() {
    int euroWithoutItsEnd = 3 + 0xE2;
    int hello = 272;
    int[] ids = {hello, euroWithoutItsEnd, 3 + 0x82, hello};
    assertEquals(List.of("hello", "\uFFFD\uFFFD hello"), pieces(METASPACE, ids, false));
  }

  @Property
  void anyTextStreamsBack(@ForAll String text) {
    for (TextTokenizer tokenizer : List.of(BYTE_LEVEL, METASPACE)) {
      int[] ids = tokenizer.encode(text, false);
      assertEquals(tokenizer.decode(ids, false), String.join("", pieces(tokenizer, ids, false)));
    }
  }

  @Test
  void charactersComeWhole() {
    int[] ids = BYTE_LEVEL.encode("a🎉b", false);
    assertEquals(List.of("a", "🎉", "b"), pieces(BYTE_LEVEL, ids, false));
  }

  @Test
  void incompleteCharacterAtTheEndIsShownAsSuch() {
    int[] ids = BYTE_LEVEL.encode("🎉", false);
    StreamDecoder decoder = new StreamDecoder(BYTE_LEVEL, true);
    assertEquals("", decoder.add(ids[0]));
    assertEquals("\uFFFD", decoder.finish());
  }

  private static void checkWhole(TextTokenizer tokenizer, List<Integer> tokens, boolean skip) {
    int[] ids = tokens.stream().mapToInt(i -> i).toArray();
    assertEquals(tokenizer.decode(ids, skip), String.join("", pieces(tokenizer, ids, skip)));
  }

  private static List<String> pieces(TextTokenizer tokenizer, int[] ids, boolean skip) {
    StreamDecoder decoder = new StreamDecoder(tokenizer, skip);
    List<String> pieces = new ArrayList<>();
    for (int id : ids) {
      pieces.add(decoder.add(id));
    }
    pieces.add(decoder.finish());
    pieces.removeIf(String::isEmpty);
    return pieces;
  }
}
