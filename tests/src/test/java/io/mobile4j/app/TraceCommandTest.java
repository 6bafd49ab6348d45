package io.mobile4j.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mobile4j.app.output.Streams;
import io.mobile4j.telemetry.ArrowRows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --trace}: what is in the file is what the command says; no file where it fails. */
class TraceCommandTest {
  private static final int LAYERS = 6;
  private static final int RECORD_BYTES = 77_824;
  private static final int READS_UNDER_WAY = 2;
  private static final String QUESTION = "Mona has 18 cups and buys 3 more. How many cups?";

  @TempDir private Path directory;

  @Test
  void exactAnswersAgree() throws IOException {
    Path file = directory.resolve("t.arrow");
    JsonNode json = generate(file, "--expert-slots", "96");
    List<Map<String, String>> rows = ArrowRows.read(file);
    int prompt = json.get("prompt_tokens").intValue();
    int passes = json.get("tokens").size() - 1;
    // In the last layer only the prompt's last token is routed.
    int prefill = prompt * (LAYERS - 1) + 1;
    assertEquals(prefill + passes * LAYERS, rows.size());
    List<Map<String, String>> ofPrompt = rows.stream().filter(r -> is("prefill", r)).toList();
    assertEquals(prefill, ofPrompt.size());
    assertTrue(is("layer", LAYERS - 1, ofPrompt.getLast()));
    assertTrue(is("position", prompt - 1, ofPrompt.getLast()));
    JsonNode experts = json.get("experts");
    for (String count : List.of("hits", "demand_loads")) {
      assertEquals(experts.get(count).longValue(), sum(rows, count), count);
    }
    assertTrue(sum(rows, "hits") > 0);
    assertEquals(experts.get("bytes_moved").longValue(), sum(rows, "bytes"));
    assertEquals(experts.get("stall_ms").doubleValue(), sum(rows, "stall_ns") / 1e6, 0.1);
    // The tokens that were computed: the prompt's, then all answered ones but the last.
    List<String> decoded =
        rows.stream()
            .filter(row -> is("exact", row) && is("layer", 0, row))
            .map(row -> row.get("token"))
            .toList();
    assertEquals(texts(json.get("tokens")).subList(0, passes), decoded);
    assertEquals(List.of("null"), rows.stream().map(r -> r.get("confidence")).distinct().toList());
    try (var files = Files.list(directory)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void mobileAnswersAgree() throws IOException {
    Path file = directory.resolve("t.arrow");
    JsonNode json = generate(file, "--expert-slots", "96", "--policy", "mobile", "--gamma", "0.9");
    List<Map<String, String>> rows = ArrowRows.read(file);
    List<Map<String, String>> steps =
        rows.stream().filter(row -> is("little", row) && is("layer", 0, row)).toList();
    JsonNode mobile = json.get("mobile");
    assertEquals(
        texts(mobile.get("fallbacks")), steps.stream().map(r -> r.get("fallback")).toList());
    assertEquals(
        StreamSupport.stream(mobile.get("confidence").spliterator(), false)
            .map(c -> c.floatValue())
            .toList(),
        steps.stream().map(r -> Float.valueOf(r.get("confidence"))).toList());
    long fallbacks = texts(mobile.get("fallbacks")).stream().filter("true"::equals).count();
    assertTrue(fallbacks > 0);
    assertEquals(fallbacks, rows.stream().filter(r -> is("big", r) && is("layer", 0, r)).count());
    JsonNode experts = json.get("experts");
    for (String count : List.of("hits", "demand_loads")) {
      assertEquals(experts.get(count).longValue(), sum(rows, count), count);
    }
    // Every expert a layer wanted was there, on its way, or loaded.
    assertEquals(
        wanted(rows), sum(rows, "hits") + sum(rows, "on_their_way") + sum(rows, "demand_loads"));
    long bytes = sum(rows, "bytes");
    assertEquals((sum(rows, "demand_loads") + sum(rows, "prefetch_loads")) * RECORD_BYTES, bytes);
    // A prefetch nobody wanted in the end may arrive after the last layer.
    long after = experts.get("bytes_moved").longValue() - bytes;
    assertTrue(after >= 0 && after <= READS_UNDER_WAY * RECORD_BYTES, "bytes " + after);
  }

  @Test
  void chatTracesEveryAnswer() throws IOException {
    Path file = directory.resolve("t.arrow");
    String demo = Cli.DEMO.toString();
    Cli.runWithInput(
            "Mona has 3 cups.\nTom has 2 cups.\n",
            "chat",
            "--model",
            demo,
            "-n",
            "3",
            "--trace",
            file.toString())
        .ok();
    assertEquals(
        List.of("0", "1"),
        ArrowRows.read(file).stream().map(r -> r.get("generation")).distinct().toList());
  }

  @Test
  void evalTracesThePolicysAnswerThenTheExactOne() throws IOException {
    Path file = directory.resolve("t.arrow");
    Cli.run(
            "eval",
            "--policy",
            "little",
            "--limit",
            "2",
            "--max-new-tokens",
            "4",
            "--trace",
            file.toString())
        .ok();
    List<Map<String, String>> rows = ArrowRows.read(file);
    assertEquals(
        List.of("little", "exact", "little", "little", "exact", "little"),
        List.of(
            kind(0, rows),
            kind(1, rows),
            kind(2, rows),
            kind(3, rows),
            kind(4, rows),
            kind(5, rows)));
    assertEquals(2 * 3, rows.stream().map(r -> r.get("generation")).distinct().count());
  }

  @Test
  void whatCannotBeWrittenIsToldBeforeTheModelIsLoaded() throws IOException {
    Path file = directory.resolve("none/t.arrow");
    for (String[] command :
        new String[][] {
          {"generate", "a"}, {"chat"}, {"eval", "--limit", "1"},
        }) {
      Cli run = Cli.run(with(command, file)).refused("its directory does not exist");
      assertEquals(1, run.err().lines().count(), "no plan was made");
    }
    Cli.run("generate", "a", "--trace", directory.toString()).refused("it is a directory");
    Cli.run("generate", "a", "--trace", "/dev/null").refused("not a regular file");
    Path text = Files.writeString(directory.resolve("text"), "some text to predict");
    Cli.run("eval", "--text", text.toString(), "--trace", directory.resolve("t").toString())
        .refused("exact predicts a text without decoding");
    assertEquals(List.of(text), files());
  }

  @Test
  void aRunThatFailsLeavesTheOlderFile() throws IOException {
    Path file = Files.writeString(directory.resolve("t.arrow"), "older");
    Cli.run("generate", "a ".repeat(600), "--trace", file.toString()).refused("the prompt has");
    String[] args = {"generate", "--model", Cli.DEMO.toString(), QUESTION, "--trace", "" + file};
    Streams full =
        new Streams(InputStream.nullInputStream(), new Full(), new ByteArrayOutputStream(), false);
    assertEquals(2, Main.run(args, full));
    assertEquals(List.of(file), files());
    assertEquals("older", Files.readString(file));
  }

  /** Takes nothing. */
  private static final class Full extends OutputStream {
    @Override
    public void write(int value) throws IOException {
      throw new IOException("No space left on device");
    }
  }

  private static JsonNode generate(Path trace, String... more) {
    String[] args = {"generate", "--json", QUESTION, "--trace", trace.toString()};
    return Cli.run(Stream.of(args, more).flatMap(Arrays::stream).toArray(String[]::new))
        .ok()
        .json();
  }

  private static String[] with(String[] command, Path trace) {
    return Stream.concat(Arrays.stream(command), Stream.of("--trace", trace.toString()))
        .toArray(String[]::new);
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(directory)) {
      return files.toList();
    }
  }

  private static boolean is(String pass, Map<String, String> row) {
    return row.get("pass").equals(pass);
  }

  private static boolean is(String column, int value, Map<String, String> row) {
    return row.get(column).equals(Integer.toString(value));
  }

  private static long sum(List<Map<String, String>> rows, String column) {
    return rows.stream().mapToLong(row -> Long.parseLong(row.get(column))).sum();
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  /** What the generation does after its prefill. */
  private static String kind(int generation, List<Map<String, String>> rows) {
    return rows.stream()
        .filter(r -> is("generation", generation, r) && !is("prefill", r))
        .findFirst()
        .orElseThrow()
        .get("pass");
  }

  /** Distinct experts of each pass and layer, summed up. */
  private static long wanted(List<Map<String, String>> rows) {
    TreeSet<String> wanted = new TreeSet<>();
    for (Map<String, String> row : rows) {
      for (String expert : row.get("experts").replaceAll("[\\[\\]\\s]", "").split(",", -1)) {
        wanted.add(String.join("/", row.get("step"), row.get("pass"), row.get("layer"), expert));
      }
    }
    return wanted.size();
  }
}
