package io.mobile4j.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mobile4j.engine.Engine;
import io.mobile4j.engine.EngineOptions;
import io.mobile4j.loader.Golden;
import io.mobile4j.loader.InputException;
import io.mobile4j.loader.json.Json;
import io.mobile4j.loader.safetensors.Checkpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/**
 * Checkpoints with something changed at random: each loads and computes, or is refused in one line.
 * Whatever else comes out of it is a fault of the loader.
 */
class MutatedModelTest {
  private static final List<String> ARCHITECTURES =
      List.of("olmoe", "qwen2_moe", "qwen3_moe", "mixtral", "deepseek_v2");

  private Path directory;

  @BeforeProperty
  void makeDirectory() throws IOException {
    directory = Files.createTempDirectory("mutated");
  }

  @AfterProperty
  void removeDirectory() throws IOException {
    clear();
    Files.delete(directory);
  }

  @Property(tries = 400)
  void changedSettingsLoadOrAreRefused(
      @ForAll("architectures") String architecture,
      @ForAll @IntRange(max = 1000) int which,
      @ForAll("values") JsonNode value)
      throws IOException {
    linkModel(architecture);
    ObjectNode config = Json.read(Golden.model(architecture).resolve("config.json"));
    List<ObjectNode> objects = objectsOf(config);
    ObjectNode object = objects.get(which % objects.size());
    List<String> names = new ArrayList<>(object.propertyStream().map(e -> e.getKey()).toList());
    object.set(names.get(which % names.size()), value);
    Files.writeString(directory.resolve("config.json"), config.toString());
    loadsOrIsRefused();
  }

  @Property(tries = 200)
  void missingSettingsLoadOrAreRefused(
      @ForAll("architectures") String architecture, @ForAll @IntRange(max = 1000) int which)
      throws IOException {
    linkModel(architecture);
    ObjectNode config = Json.read(Golden.model(architecture).resolve("config.json"));
    List<String> names = new ArrayList<>(config.propertyStream().map(e -> e.getKey()).toList());
    config.remove(names.get(which % names.size()));
    Files.writeString(directory.resolve("config.json"), config.toString());
    loadsOrIsRefused();
  }

  @Property(tries = 300)
  void changedHeaderBytesAreRefusedOrHarmless(
      @ForAll @IntRange(max = 7407 + 8) int position, @ForAll @ByteRange byte value)
      throws IOException {
    linkModel("mixtral");
    Path file = directory.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    bytes[position] = value;
    Files.write(file, bytes);
    loadsOrIsRefused();
  }

  @Property(tries = 100)
  void truncatedFilesAreRefused(@ForAll @IntRange(max = 395_127) int length) throws IOException {
    linkModel("mixtral");
    Path file = directory.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    Files.write(file, Arrays.copyOf(bytes, length));
    assertThrows(InputException.class, () -> Checkpoint.open(directory));
  }

  @Property(tries = 200)
  void changedJsonOfTheHeaderIsRefusedOrHarmless(
      @ForAll @IntRange(max = 10_000) int which, @ForAll("values") JsonNode value)
      throws IOException {
    linkModel("mixtral");
    Path file = directory.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    ObjectNode header = Json.parse(Arrays.copyOfRange(bytes, 8, 8 + length), file);
    List<ObjectNode> objects = objectsOf(header);
    ObjectNode object = objects.get(which % objects.size());
    List<String> names = new ArrayList<>(object.propertyStream().map(e -> e.getKey()).toList());
    object.set(names.get(which % names.size()), value);
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer changed =
        ByteBuffer.allocate(8 + json.length + bytes.length - 8 - length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(json.length)
            .put(json)
            .put(bytes, 8 + length, bytes.length - 8 - length);
    Files.write(file, changed.array());
    loadsOrIsRefused();
  }

  @Provide
  Arbitrary<String> architectures() {
    return Arbitraries.of(ARCHITECTURES);
  }

  /** Values that someone might write into a config by mistake or malice. */
  @Provide
  Arbitrary<JsonNode> values() {
    return Arbitraries.of(
            "null",
            "true",
            "false",
            "0",
            "1",
            "2",
            "3",
            "7",
            "8",
            "-1",
            "64",
            "100000",
            "268435456",
            "2147483647",
            "-2147483648",
            "4294967296",
            "9223372036854775808",
            "0.5",
            "-0.5",
            "1e-30",
            "1e30",
            "1e308",
            "1e999",
            "\"\"",
            "\"yarn\"",
            "\"llama3\"",
            "\"silu\"",
            "\"F32\"",
            "\"I32\"",
            "[]",
            "[0]",
            "[1, 2]",
            "[0, 128]",
            "[-1]",
            "[\"a\"]",
            "{}",
            "{\"type\": \"yarn\", \"factor\": 2}",
            "{\"rope_type\": \"linear\", \"factor\": 1e30}")
        .map(MutatedModelTest::node);
  }

  private static JsonNode node(String json) {
    byte[] object = "{\"value\": %s}".formatted(json).getBytes(StandardCharsets.UTF_8);
    return Json.parse(object, Path.of("value")).get("value");
  }

  private static List<ObjectNode> objectsOf(ObjectNode object) {
    List<ObjectNode> objects = new ArrayList<>(List.of(object));
    object
        .valueStream()
        .filter(value -> value instanceof ObjectNode && !value.isEmpty())
        .forEach(value -> objects.add((ObjectNode) value));
    return objects;
  }

  private void loadsOrIsRefused() {
    EngineOptions options =
        EngineOptions.of(directory).withDevice("cpu").withThreads(1).withContextTokens(8);
    try (Engine engine = Engine.open(options)) {
      engine.logits(new int[] {1, 2}, (position, logits) -> assertEquals(160, logits.length));
    } catch (InputException e) {
      assertEquals(1, e.getMessage().lines().count(), e.getMessage());
      assertTrue(e.getMessage().length() > 10, e.getMessage());
    }
  }

  private void linkModel(String architecture) throws IOException {
    clear();
    try (Stream<Path> files = Files.list(Golden.model(architecture))) {
      for (Path file : files.toList()) {
        Path link = directory.resolve(file.getFileName().toString());
        if (!file.endsWith("config.json")) {
          Files.createSymbolicLink(link, file);
        } else {
          Files.copy(file, link);
        }
      }
    }
  }

  private void clear() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }
}
