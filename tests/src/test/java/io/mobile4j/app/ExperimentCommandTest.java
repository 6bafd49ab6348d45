package io.mobile4j.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.app.experiment.result.CellStore;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tiny runs of every experiment: all files are written, and say the same. */
class ExperimentCommandTest {
  @TempDir private Path out;

  private Cli run(String experiment, String... more) {
    List<String> args = new ArrayList<>(List.of("experiment", experiment, "--out", out.toString()));
    args.addAll(List.of("--device", "cpu", "--limit", "2", "--tokens", "40", "--repeat", "1"));
    args.addAll(List.of("--warm-up", "0"));
    if (!experiment.equals("link")) {
      args.addAll(List.of("--link", "20GB/s"));
    }
    args.addAll(List.of(more));
    return Cli.run(args.toArray(String[]::new));
  }

  /** Checks the files of an experiment against each other; returns the rows of its CSV. */
  private List<Map<String, String>> checked(String experiment, Cli run) throws IOException {
    run.ok();
    assertTrue(run.out().contains(experiment + ".md"), run.out());
    List<Map<String, String>> rows = csv(out.resolve(experiment + ".csv"));
    assertArrow(experiment, rows);
    assertPicture(ImageIO.read(out.resolve(experiment + ".png").toFile()));
    assertReport(Files.readString(out.resolve(experiment + ".md")), experiment, rows);
    try (Stream<Path> files = Files.list(out)) {
      assertEquals(5, files.count(), "nothing else is left there");
    }
    return rows;
  }

  private static List<Map<String, String>> csv(Path file) throws IOException {
    List<String[]> lines = Files.readString(file).lines().map(line -> split(line)).toList();
    List<Map<String, String>> rows = new ArrayList<>();
    for (String[] line : lines.subList(1, lines.size())) {
      assertEquals(lines.getFirst().length, line.length, Arrays.toString(line));
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 0; i < line.length; i++) {
        row.put(lines.getFirst()[i], line[i]);
      }
      rows.add(row);
    }
    assertFalse(rows.isEmpty());
    return rows;
  }

  private static String[] split(String line) {
    return Arrays.stream(line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1))
        .map(field -> field.startsWith("\"") ? field.substring(1, field.length() - 1) : field)
        .toArray(String[]::new);
  }

  private void assertArrow(String experiment, List<Map<String, String>> rows) throws IOException {
    try (RootAllocator memory = new RootAllocator();
        var channel = Files.newByteChannel(out.resolve(experiment + ".arrow"));
        ArrowFileReader reader =
            new ArrowFileReader(
                new org.apache.arrow.vector.ipc.SeekableReadChannel(channel), memory)) {
      assertTrue(reader.loadNextBatch());
      VectorSchemaRoot root = reader.getVectorSchemaRoot();
      assertEquals(rows.size(), root.getRowCount());
      for (int i = 0; i < rows.size(); i++) {
        for (Map.Entry<String, String> field : rows.get(i).entrySet()) {
          Object value = root.getVector(field.getKey()).getObject(i);
          assertEquals(field.getValue(), value == null ? "" : value.toString(), field.getKey());
        }
      }
      assertEquals("2", root.getSchema().getCustomMetadata().get("--limit"));
    }
  }

  private static void assertPicture(BufferedImage picture) {
    assertEquals(1100, picture.getWidth());
    assertEquals(600, picture.getHeight());
    long colours = Arrays.stream(picture.getRGB(0, 0, 1100, 600, null, 0, 1100)).distinct().count();
    assertTrue(colours > 20, "lines, letters and more than one colour: " + colours);
  }

  /** The table's numbers are the CSV's, with four digits. */
  private static void assertReport(
      String report, String experiment, List<Map<String, String>> rows) {
    List<String[]> table =
        report
            .lines()
            .filter(line -> line.startsWith("|"))
            .map(line -> line.substring(2, line.length() - 2).split(" \\| ", -1))
            .toList();
    assertEquals(rows.size() + 2, table.size(), report);
    for (int i = 0; i < rows.size(); i++) {
      List<String> values = new ArrayList<>(rows.get(i).values());
      for (String cell : table.get(i + 2)) {
        int at = 0;
        while (at < values.size() && !same(values.get(at), cell)) {
          at++;
        }
        assertTrue(at < values.size(), () -> cell + " is not in " + values);
      }
    }
    assertTrue(report.contains("./mobile4j experiment " + experiment + " --out "), report);
    assertTrue(report.contains("](" + experiment + ".png)"), report);
    assertTrue(report.contains("cores") || report.contains("GiB"), report);
  }

  private static boolean same(String value, String shown) {
    if (value.equals(shown)) {
      return true;
    }
    try {
      double exact = Double.parseDouble(value);
      return Math.abs(exact - Double.parseDouble(shown)) <= 6e-4 * Math.abs(exact);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static List<String> column(List<Map<String, String>> rows, String name) {
    return rows.stream().map(row -> row.get(name)).toList();
  }

  @Test
  void baselineSplitsATokensTime() throws IOException {
    List<Map<String, String>> rows = checked("baseline", run("baseline"));
    assertEquals(5, rows.size());
    assertEquals(1, column(rows, "tokens_digest").stream().distinct().count());
    for (Map<String, String> row : rows) {
      double sum = 0;
      for (String part :
          List.of("attention", "routing", "loading", "experts", "dense", "head", "other")) {
        sum += Double.parseDouble(row.get(part + "_ms"));
      }
      double total = Double.parseDouble(row.get("total_ms"));
      assertEquals(total, sum, 1e-9 * total);
    }
    assertEquals("0.0", rows.getFirst().get("bytes_per_token"));
    assertTrue(Double.parseDouble(rows.get(1).get("bytes_per_token")) > 3e6, "6 x 8 experts");
    assertEquals("1.0", rows.get(1).get("speed_up"));
  }

  @Test
  void gammaGoesOnWhereItWas() throws IOException {
    String[] options = {"--gammas", "0,0.7,1.1", "--domain", "code"};
    List<Map<String, String>> rows = checked("gamma", run("gamma", options));
    assertEquals(List.of("", "0.0", "0.7", "1.1"), column(rows, "gamma"));
    assertEquals("0.0", rows.get(1).get("fallback_ratio"));
    assertEquals("1.0", rows.get(3).get("fallback_ratio"));
    assertTrue(Double.parseDouble(rows.get(3).get("kl_to_exact")) < 1e-6);

    Path cells = out.resolve(CellStore.FILE);
    List<String> lines = Files.readAllLines(cells);
    assertEquals(5, lines.size());
    String torn = lines.get(4).substring(0, 40);
    Files.writeString(cells, String.join("\n", lines.subList(0, 4)) + "\n" + torn);
    Cli again = run("gamma", options);
    assertTrue(again.err().contains("3 of 4 cells"), again.err());
    List<Map<String, String>> redone = checked("gamma", again);
    assertEquals(rows.subList(0, 3), redone.subList(0, 3), "not measured again");
    assertEquals(lines.subList(0, 4), Files.readAllLines(cells).subList(0, 4));
    assertEquals(rows.get(3).get("kl_to_exact"), redone.get(3).get("kl_to_exact"));

    Cli done = run("gamma", options).ok();
    assertTrue(done.err().contains("4 of 4 cells"), done.err());
    run("gamma", "--gammas", "0.5", "--domain", "code").refused("--gammas", "name another --out");
    run("prefetch", "--domain", "code").refused("holds experiment gamma");
  }

  @Test
  void expertsMeasureEachK() throws IOException {
    List<Map<String, String>> rows =
        checked("experts", run("experts", "--domain", "math", "--little-experts", "4,8"));
    assertEquals(List.of("", "4", "8"), column(rows, "little_experts"));
    assertEquals("1.0", rows.get(2).get("precision_all_tokens"), "K predicts itself");
    assertEquals("1.0", rows.get(2).get("little_accuracy"));
    assertTrue(Double.parseDouble(rows.get(1).get("precision_all_tokens")) > 0.8);
  }

  @Test
  void prefetchGivesEachLayersPrecision() throws IOException {
    List<Map<String, String>> rows = checked("prefetch", run("prefetch", "--domain", "prose"));
    assertEquals(List.of("0", "1", "2", "3", "4", "5"), column(rows, "layer"));
    for (Map<String, String> row : rows) {
      double precision = Double.parseDouble(row.get("prefetch_precision"));
      assertTrue(precision > 0.7 && precision <= 1, row.toString());
    }
    assertTrue(Integer.parseInt(rows.getFirst().get("fallbacks")) > 0);
  }

  @Test
  void linkFillsTheGrid() throws IOException {
    List<Map<String, String>> rows =
        checked(
            "link", run("link", "--domain", "math", "--slots", "96", "--links", "2GB/s,20GB/s"));
    assertEquals(List.of("384", "96", "96"), column(rows, "slots"));
    assertEquals(List.of("", "2.0E9", "2.0E10"), column(rows, "link_bytes_per_s"));
    assertEquals("0.0", rows.getFirst().get("bytes_per_token"));
    assertTrue(Double.parseDouble(rows.get(1).get("bytes_per_token")) > 0);
    double compute = Double.parseDouble(rows.get(1).get("compute_bytes_per_s"));
    double like = Double.parseDouble(rows.get(1).get("like_link_bytes_per_s"));
    assertEquals(500e9 / compute, like / 2e9, 1e-9 * like);
  }

  @Test
  void linkTakesNoOtherLadder() {
    run("link", "--expert-slots", "96").refused("--slots and --links");
  }

  @Test
  void domainsAreAnybodysFiles(@TempDir Path files) throws IOException {
    Path texts = files.resolve("texts.jsonl");
    Files.writeString(texts, "{\"text\": \"def add(a, b):\\n    return a + b\\n\"}\n".repeat(3));
    Path story = files.resolve("story.txt");
    Files.writeString(story, "Once upon a time there was a king who had three daughters.");
    List<Map<String, String>> rows =
        checked(
            "domains",
            run(
                "domains",
                "--domain",
                "math",
                "--domain",
                "py=" + texts,
                "--domain",
                "s=" + story));
    assertEquals(
        List.of("math", "math", "math", "py", "py", "py", "s", "s", "s"), column(rows, "domain"));
    assertEquals("1.0", rows.getFirst().get("accuracy"));
    assertEquals("", rows.get(3).get("accuracy"));
    assertTrue(Double.parseDouble(rows.get(4).get("kl_to_exact")) > 0);

    Files.writeString(story, "Another story.");
    run("domains", "--domain", "math", "--domain", "py=" + texts, "--domain", "s=" + story)
        .refused("content of domain s");
  }

  @Test
  void extensionsAreMeasuredAloneAndTogether() throws IOException {
    List<Map<String, String>> rows =
        checked("extensions", run("extensions", "--domain", "math", "--threshold", "0.2"));
    assertEquals(
        List.of(
            "",
            "none",
            "route-ahead",
            "complete",
            "threshold 0.2",
            "warm-start",
            "cpu-misses",
            "together"),
        column(rows, "extension"));
    // Route-ahead and warm start move experts earlier, and change no token. A warm start computes
    // all positions of a prompt's last layer instead of one, which may be rounded differently.
    double none = Double.parseDouble(rows.get(1).get("kl_to_exact"));
    assertEquals(rows.get(1).get("kl_to_exact"), rows.get(2).get("kl_to_exact"));
    assertEquals(none, Double.parseDouble(rows.get(5).get("kl_to_exact")), 1e-6 * none);
    assertFalse(rows.get(1).get("kl_to_exact").equals(rows.get(3).get("kl_to_exact")));
  }

  @Test
  void badOptionsAreRefused() throws IOException {
    run("gamma", "--domain", "poetry").refused("poetry", "=FILE");
    run("gamma", "--domain", "math", "--domain", "math").refused("given twice");
    run("experts", "--little-experts", "9").refused("--little-experts 9", "1 to 8");
    run("link", "--slots", "384").refused("--slots 384");
    run("gamma", "--gammas", "-1").refused("gamma");
    Path file = Files.writeString(out.resolve("file"), "");
    Cli.run("experiment", "gamma", "--out", file.toString()).refused("is a file");
    Cli.run("experiment", "gamma").refused("--out");
  }

  @Test
  void listsItsExperiments() {
    String help = Cli.run("experiment").ok().out();
    for (String name :
        List.of("baseline", "gamma", "experts", "prefetch", "link", "domains", "extensions")) {
      assertTrue(help.contains(name), help);
      assertTrue(Cli.run("experiment", name, "--help").ok().out().contains("--repeat"));
    }
  }
}
