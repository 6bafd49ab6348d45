package io.mobile4j.loader.safetensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.loader.Golden;
import io.mobile4j.loader.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardIndexTest {
  private static final String TENSOR =
      "{\"%s\": {\"dtype\": \"F32\", \"shape\": [1], \"data_offsets\": [0, 4]}}";

  @TempDir Path directory;

  @BeforeEach
  void twoShards() throws IOException {
    RawFile.write(directory.resolve("one.safetensors"), TENSOR.formatted("a"), 4);
    RawFile.write(directory.resolve("two.safetensors"), TENSOR.formatted("b"), 4);
    RawFile.write(directory.resolve("twin.safetensors"), TENSOR.formatted("a"), 4);
    Files.createDirectory(directory.resolve("sub"));
    RawFile.write(directory.resolve("sub/two.safetensors"), TENSOR.formatted("b"), 4);
  }

  @Test
  void shardsMakeOneCheckpoint() throws IOException {
    index("{\"weight_map\": {\"a\": \"one.safetensors\", \"b\": \"two.safetensors\"}}");
    Checkpoint checkpoint = Checkpoint.open(directory);
    assertEquals(2, checkpoint.files().size());
    assertEquals(directory.resolve("two.safetensors"), checkpoint.info("b").file());
    assertEquals(8, checkpoint.bytes());
  }

  @Test
  void goldenShards() {
    Checkpoint checkpoint = Checkpoint.open(Golden.model("deepseek_v2"));
    assertEquals(8, checkpoint.files().size());
  }

  @Test
  void singleFileGoesBeforeAnIndex() throws IOException {
    index("not even JSON");
    RawFile.write(directory.resolve("model.safetensors"), TENSOR.formatted("c"), 4);
    assertTrue(Checkpoint.open(directory).find("c").isPresent());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | weight_map must be an object that names each tensor's file, found nothing",
        "{\"weight_map\": null} | found null",
        "{\"weight_map\": []} | found a list",
        "{\"weight_map\": {}} | found an empty one",
        "{\"weight_map\": {\"a\": 1}} | weight_map.a must be a file name, found 1",
        "{\"weight_map\": {\"a\": null}} | weight_map.a must be a file name, found null",
        "{\"weight_map\": {\"a\": \"\"}} | is not the name of a file beside it",
        "{\"weight_map\": {\"a\": \"..\"}} | is not the name of a file beside it",
        "{\"weight_map\": {\"a\": \".\"}} | shard . is missing",
        "{\"weight_map\": {\"a\": \"../x.safetensors\"}} | is not the name of a file beside it",
        "{\"weight_map\": {\"a\": \"/etc/passwd\"}} | is not the name of a file beside it",
        "{\"weight_map\": {\"a\": \"..\\\\\\\\x\"}} | is not the name of a file beside it",
        "{\"weight_map\": {\"b\": \"sub/two.safetensors\"}} | is not the name of a file beside it",
        "{\"weight_map\": {\"a\": \"x\\u0000\"}} | is not the name of a file beside it",
        "{\"weight_map\": {\"a\": \"sub\"}} | shard sub is missing",
        "{\"weight_map\": {\"a\": \"three.safetensors\"}} | shard three.safetensors is missing",
        "{\"weight_map\": {\"a\": \"one.safetensors\", \"c\": \"one.safetensors\"}} | says that one.safetensors holds tensor c, but it does not",
        "{\"weight_map\": {\"c\": \"one.safetensors\"}} | does not list tensor a, which one.safetensors holds",
        "{\"weight_map\": {\"a\": \"one.safetensors\", \"b\": \"twin.safetensors\"}} | lists tensor a in one.safetensors, but twin.safetensors holds it too",
        "{\"weight_map\": {\"a\": \"one.safetensors\", \"a\": \"twin.safetensors\"}} | Duplicate field 'a'",
        "{\"weight_map\": | not valid JSON",
      })
  void lyingIndex(String json, String expected) throws IOException {
    index(json);
    String message =
        assertThrows(InputException.class, () -> Checkpoint.open(directory)).getMessage();
    assertTrue(message.contains(expected), message);
    assertTrue(message.contains("model.safetensors.index.json"), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void brokenShardIsNamed() throws IOException {
    index("{\"weight_map\": {\"a\": \"one.safetensors\", \"b\": \"two.safetensors\"}}");
    Files.write(directory.resolve("two.safetensors"), new byte[] {1});
    String message =
        assertThrows(InputException.class, () -> Checkpoint.open(directory)).getMessage();
    assertTrue(message.contains("two.safetensors"), message);
  }

  private void index(String json) throws IOException {
    Files.writeString(directory.resolve("model.safetensors.index.json"), json);
  }
}
