package io.mobile4j.loader.expertfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.engine.ModelFiles;
import io.mobile4j.loader.Golden;
import io.mobile4j.loader.InputException;
import io.mobile4j.loader.weights.ExpertLayout;
import io.mobile4j.loader.weights.ExpertPool;
import io.mobile4j.loader.weights.ExpertSource;
import io.mobile4j.loader.weights.LoadProgress;
import io.mobile4j.loader.weights.OffHeap;
import io.mobile4j.loader.weights.OffHeapBuffer;
import io.mobile4j.loader.weights.Values;
import io.mobile4j.loader.weights.WeightFormat;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The repacked file: right, made once, never half valid. */
class ExpertFileTest {
  @TempDir private Path directory;
  private final OffHeap memory = new OffHeap();
  private final FaultyChannels channels = new FaultyChannels();
  private final AtomicInteger packed = new AtomicInteger(); // records written since the start
  private boolean verify;
  private Path model;
  private Path place;

  @BeforeEach
  void copyAModel() throws IOException {
    model = Files.createDirectory(directory.resolve("model"));
    place = directory.resolve("place");
    try (Stream<Path> files = Files.list(Golden.model("olmoe"))) {
      for (Path file : files.toList()) {
        Files.copy(file, model.resolve(file.getFileName()));
      }
    }
  }

  @AfterEach
  void nothingLeaks() {
    assertEquals(0, channels.open.get(), "open files");
    memory.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = WeightFormat.class,
      names = {"BF16", "Q8_0", "Q8_0_TILES"})
  void everyExpertIsInItsPlace(WeightFormat format) throws IOException {
    ExpertSource source = source();
    ExpertLayout layout = source.layout(format);
    try (ExpertFile file = open(layout);
        ExpertPool pool = ExpertPool.load(memory, source, layout, false, 1, LoadProgress.NONE);
        OffHeapBuffer record = record(layout)) {
      for (int layer = 0; layer < file.layers(); layer++) {
        for (int expert = 0; expert < file.experts(); expert++) {
          file.read(layer, expert, record.segment());
          MemorySegment wanted = pool.record(source.layers().get(layer), expert);
          assertEquals(values(layout, wanted), values(layout, record.segment()));
        }
      }
    }
  }

  @Test
  void isMadeOnce() throws IOException {
    open(layout()).close();
    int records = packed.get();
    open(layout()).close();
    assertEquals(records, packed.get());
    assertEquals(48, records);
  }

  @Test
  void ofOneFormatIsNotTakenForAnother() throws IOException {
    open(source().layout(WeightFormat.F32)).close();
    open(source().layout(WeightFormat.BF16)).close();
    assertEquals(96, packed.get());
    assertEquals(List.of("experts-bf16.bin", "experts-f32.bin"), files());
  }

  @Test
  void ofOtherWeightsIsMadeAgain() throws IOException {
    open(layout()).close();
    Path shard = model.resolve("model-00003-of-00009.safetensors");
    Files.setLastModifiedTime(shard, FileTime.fromMillis(1_000_000_000_000L));
    open(layout()).close();
    assertEquals(96, packed.get());
  }

  @Test
  void ofAnotherVersionIsMadeAgain() throws IOException {
    open(layout()).close();
    try (RandomAccessFile file =
        new RandomAccessFile(place.resolve("experts-bf16.bin").toFile(), "rw")) {
      file.seek(8); // the version
      file.writeByte(99);
    }
    open(layout()).close();
    assertEquals(96, packed.get());
  }

  @Test
  void thatHasBecomeShorterIsMadeAgain() throws IOException {
    open(layout()).close();
    try (RandomAccessFile file =
        new RandomAccessFile(place.resolve("experts-bf16.bin").toFile(), "rw")) {
      file.setLength(file.length() - 1);
    }
    open(layout()).close();
    assertEquals(96, packed.get());
  }

  @Test
  void aFullDiskLeavesNothing() throws IOException {
    channels.room.set(5 * layout().recordBytes());
    InputException e = assertThrows(InputException.class, () -> open(layout()));
    assertTrue(e.getMessage().contains("No space left on device"), e.getMessage());
    assertEquals(List.of(), files());
    assertEquals(0, memory.allocated());
  }

  @Test
  void aDiskThatIsFullJustBeforeTheHeaderLeavesNothing() throws IOException {
    channels.room.set(48 * layout().recordBytes());
    assertThrows(InputException.class, () -> open(layout()));
    assertEquals(List.of(), files());
  }

  @Test
  void aPlaceThatCannotBeWrittenIsPassedOver() throws IOException {
    Path blocked = Files.createFile(directory.resolve("blocked")); // no directory
    ExpertFiles places = new ExpertFiles(List.of(blocked.resolve("x"), place), channels);
    open(places, layout()).close();
    assertEquals(List.of("experts-bf16.bin"), files());
  }

  @Test
  void whatADeadProcessLeftIsRemoved() throws IOException {
    Files.createDirectory(place);
    Files.createFile(place.resolve("experts-bf16.bin.123.tmp"));
    open(layout()).close();
    assertEquals(List.of("experts-bf16.bin"), files());
  }

  @Test
  void readsInPiecesAreWhole() throws IOException {
    try (ExpertFile file = open(layout());
        OffHeapBuffer record = record(layout())) {
      channels.reads = FaultyChannels.Reads.PIECEMEAL;
      file.read(2, 15, record.segment());
    }
  }

  @Test
  void aShortReadIsAnError() throws IOException {
    try (ExpertFile file = open(layout());
        OffHeapBuffer record = record(layout())) {
      channels.reads = FaultyChannels.Reads.SHORT;
      assertThrows(EOFException.class, () -> file.read(2, 15, record.segment()));
    }
  }

  @Test
  void aReadErrorNamesTheFile() throws IOException {
    try (ExpertFile file = open(layout());
        OffHeapBuffer record = record(layout())) {
      channels.reads = FaultyChannels.Reads.FAIL;
      IOException e = assertThrows(IOException.class, () -> file.read(0, 1, record.segment()));
      assertTrue(e.getMessage().contains("experts-bf16.bin"), e.getMessage());
      assertTrue(e.getMessage().contains("Input/output error"), e.getMessage());
    }
  }

  @Test
  void aRecordOfAnotherExpertIsAnError() throws IOException {
    try (ExpertFile file = open(layout());
        OffHeapBuffer record = record(layout())) {
      try (RandomAccessFile raw = new RandomAccessFile(file.path().toFile(), "rw")) {
        raw.seek(ExpertLayout.PAGE_BYTES + layout().recordBytes() + 12); // the second's number
        raw.writeInt(77);
      }
      assertThrows(IOException.class, () -> file.read(0, 1, record.segment()));
    }
  }

  @Test
  void aDamagedRecordIsFoundWhereChecksumsAreVerified() throws IOException {
    open(layout()).close();
    try (RandomAccessFile raw =
        new RandomAccessFile(place.resolve("experts-bf16.bin").toFile(), "rw")) {
      long weight = ExpertLayout.PAGE_BYTES + layout().recordBytes() + 1000;
      raw.seek(weight);
      int value = raw.read();
      raw.seek(weight);
      raw.write(value ^ 1);
    }
    verify = true;
    try (ExpertFile file = open(layout());
        OffHeapBuffer record = record(layout())) {
      file.read(0, 0, record.segment());
      IOException e = assertThrows(IOException.class, () -> file.read(0, 1, record.segment()));
      assertTrue(
          e.getMessage().contains("layer 0, expert 1 are damaged: their checksum differs"),
          e.getMessage());
    }
    assertEquals(48, packed.get(), "the file was not made again");
  }

  private static List<List<Float>> values(ExpertLayout layout, MemorySegment record) {
    return Stream.of(layout.gate(record), layout.up(record), layout.down(record))
        .map(Values::all)
        .map(floats -> IntStream.range(0, floats.length).mapToObj(i -> floats[i]).toList())
        .toList();
  }

  private ExpertSource source() {
    return ModelFiles.read(model).experts();
  }

  private ExpertLayout layout() {
    return source().layout(WeightFormat.BF16);
  }

  private OffHeapBuffer record(ExpertLayout layout) {
    return memory.allocate("record", layout.recordBytes(), ExpertLayout.PAGE_BYTES);
  }

  private ExpertFile open(ExpertLayout layout) {
    return open(new ExpertFiles(List.of(place), channels), layout);
  }

  private ExpertFile open(ExpertFiles files, ExpertLayout layout) {
    return files.open(
        source(), layout, verify, memory, 2, (done, total) -> packed.incrementAndGet());
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
