package io.mobile4j.app.experiment.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mobile4j.loader.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The cells of an experiment that have been measured, in a file that is only appended to: a line
 * with the settings, then one line for each cell, on the disk before the next cell begins. A line
 * that a crash left incomplete is dropped, so its cell is measured again.
 */
public final class CellStore implements AutoCloseable {
  /** Its file, in the experiment's directory. */
  public static final String FILE = "cells.jsonl";

  private static final JsonMapper MAPPER = new JsonMapper();

  private final Path file;
  private final FileChannel channel;
  private final Map<String, List<Row>> cells = new LinkedHashMap<>();
  private final SortedSet<String> days = new TreeSet<>(); // they were measured on

  /** The first line. */
  record Header(String experiment, Map<String, String> settings) {}

  /** The others. */
  record Line(String cell, String day, List<Map<String, Object>> rows) {}

  private CellStore(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Goes on with what is in a directory, or begins in it; makes the directory where it is missing.
   *
   * @param settings all that the results depend on, by the names people know
   * @throws InputException if it holds another experiment or one of other settings, another process
   *     is writing there, or it cannot be written
   */
  public static CellStore open(Path directory, String experiment, Map<String, String> settings) {
    Path file = directory.resolve(FILE);
    FileChannel channel = null;
    try {
      Files.createDirectories(directory);
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      CellStore store = new CellStore(file, channel);
      store.lock(directory);
      store.begin(directory, new Header(experiment, settings));
      return store;
    } catch (IOException e) {
      throw closing(
          channel, new InputException(file + ": cannot be used: " + InputException.reason(e), e));
    } catch (InputException e) {
      throw closing(channel, e);
    }
  }

  private static InputException closing(FileChannel channel, InputException failure) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  private void lock(Path directory) throws IOException {
    try {
      if (channel.tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      // By this process: refused as any other.
    }
    throw new InputException(directory + ": another run is writing there; name another --out");
  }

  private void begin(Path directory, Header wanted) throws IOException {
    List<String> lines = completeLines();
    if (lines.isEmpty()) {
      append(wanted);
      return;
    }
    Header found = read(lines, 0, Header.class);
    if (!wanted.experiment.equals(found.experiment)) {
      throw new InputException(
          "%s: holds experiment %s, not %s; name another --out"
              .formatted(directory, found.experiment, wanted.experiment));
    }
    Set<String> names = new TreeSet<>(found.settings.keySet());
    names.addAll(wanted.settings.keySet());
    for (String name : names) {
      String before = found.settings.getOrDefault(name, "unset");
      String now = wanted.settings.getOrDefault(name, "unset");
      if (!before.equals(now)) {
        throw new InputException(
            "%s: was begun with %s %s, and this run has %s; give the same to go on, or name another --out"
                .formatted(directory, name, before, now));
      }
    }
    for (int i = 1; i < lines.size(); i++) {
      Line line = read(lines, i, Line.class);
      cells.put(line.cell, line.rows.stream().map(CellStore::row).toList());
      days.add(line.day);
    }
  }

  /**
   * Cuts off what a crash left of the last line. Reads by the channel that has the lock: on some
   * systems closing another one of the same file would release it.
   */
  private List<String> completeLines() throws IOException {
    byte[] content = Channels.newInputStream(channel).readAllBytes();
    int end = content.length;
    while (end > 0 && content[end - 1] != '\n') {
      end--;
    }
    channel.truncate(end);
    channel.position(end);
    return new String(content, 0, end, StandardCharsets.UTF_8).lines().toList();
  }

  private <T> T read(List<String> lines, int index, Class<T> type) {
    try {
      return MAPPER.readValue(lines.get(index), type);
    } catch (JsonProcessingException e) {
      throw new InputException(
          "%s, line %d: is damaged (%s); name another --out"
              .formatted(file, index + 1, e.getOriginalMessage()),
          e);
    }
  }

  private static Row row(Map<String, Object> values) {
    Row row = new Row();
    values.forEach(
        (name, value) -> {
          switch (value) {
            case null -> row.put(name, Double.NaN);
            case String text -> row.put(name, text);
            case Double real -> row.put(name, real);
            case Number integer -> row.put(name, integer.longValue());
            default -> throw new InputException("no value of a table: " + value);
          }
        });
    return row;
  }

  private void append(Object line) {
    try {
      ByteBuffer bytes =
          StandardCharsets.UTF_8.encode(MAPPER.writeValueAsString(line).concat("\n"));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(false);
    } catch (IOException e) {
      throw new InputException(file + ": cannot be written: " + InputException.reason(e), e);
    }
  }

  /** Whether a cell has been measured. */
  public boolean has(String cell) {
    return cells.containsKey(cell);
  }

  /**
   * Keeps what a cell gave.
   *
   * @throws InputException if the disk does not take it
   */
  public void add(String cell, List<Row> rows) {
    String today = LocalDate.now(ZoneId.systemDefault()).toString();
    append(new Line(cell, today, rows.stream().map(Row::values).toList()));
    cells.put(cell, List.copyOf(rows));
    days.add(today);
  }

  /** The rows of a measured cell. */
  public List<Row> rows(String cell) {
    return cells.get(cell);
  }

  /** The day or days it was measured on. */
  public String days() {
    return days.isEmpty() || days.first().equals(days.last())
        ? String.join("", days)
        : days.first() + " to " + days.last();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new InputException(file + ": cannot be closed: " + e.getMessage(), e);
    }
  }
}
