package io.mobile4j.loader.weights;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.loader.Golden;
import io.mobile4j.loader.InputException;
import io.mobile4j.loader.safetensors.Checkpoint;
import io.mobile4j.loader.safetensors.RawFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoadWeightsTest {
  private static final ExpertNames NAMES =
      new ExpertNames("model.layers.%d.mlp.experts", "gate_proj", "up_proj", "down_proj");

  private final OffHeap memory = new OffHeap();
  private final Random random = new Random(1);

  @TempDir Path directory;

  @AfterEach
  void nothingLeaks() {
    memory.close();
    assertEquals(0, memory.allocated());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 64})
  void everyExpertOfAShardedCheckpointIsInItsRecord(int threads) {
    Checkpoint checkpoint = Checkpoint.open(Golden.model("olmoe"));
    TensorClaims claims = new TensorClaims(checkpoint);
    ExpertSource source = new ExpertSource(claims, NAMES, List.of(0, 1, 2), 16, 64, 32);
    List<Long> progress = new ArrayList<>();
    try (ExpertPool pool =
        ExpertPool.load(
            memory, source, source.asStored(), true, threads, (done, all) -> progress.add(done))) {
      pool.verify();
      assertEquals(source.bytes(), progress.getLast());
      assertEquals(48, progress.size());
      assertEquals(progress.stream().sorted().toList(), progress);
      for (int layer : pool.layers()) {
        for (int expert = 0; expert < pool.experts(); expert++) {
          MemorySegment record = pool.record(layer, expert);
          assertEquals(0, record.address() % ExpertLayout.PAGE_BYTES);
          String prefix = "model.layers.%d.mlp.experts.%d.".formatted(layer, expert);
          assertStored(
              claims.matrix(prefix + "gate_proj.weight", 32, 64), pool.layout().gate(record));
          assertStored(claims.matrix(prefix + "up_proj.weight", 32, 64), pool.layout().up(record));
          assertStored(
              claims.matrix(prefix + "down_proj.weight", 64, 32), pool.layout().down(record));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "Q8_0"})
  void fusedAndSeparateExpertsMakeTheSameRecords(WeightFormat format) {
    int experts = 3;
    int h = 35;
    int i = 13;
    float[] gateUp = values(experts * 2 * i * h);
    float[] down = values(experts * h * i);
    TestCheckpoint fused =
        new TestCheckpoint()
            .bf16("model.layers.4.mlp.experts.gate_up_proj", gateUp, 3L, 26L, 35L)
            .bf16("model.layers.4.mlp.experts.down_proj", down, 3L, 35L, 13L);
    TestCheckpoint separate = new TestCheckpoint();
    for (int e = 0; e < experts; e++) {
      String prefix = "model.layers.4.mlp.experts." + e + ".";
      int at = e * 2 * i * h;
      separate
          .bf16(prefix + "gate_proj.weight", part(gateUp, at, i * h), 13L, 35L)
          .bf16(prefix + "up_proj.weight", part(gateUp, at + i * h, i * h), 13L, 35L)
          .bf16(prefix + "down_proj.weight", part(down, e * h * i, h * i), 35L, 13L);
    }
    try (ExpertPool a = pool(fused.write(directory), experts, h, i, format)) {
      try (ExpertPool b = pool(separate.write(directory), experts, h, i, format)) {
        for (int e = 0; e < experts; e++) {
          assertEquals(-1, a.record(4, e).mismatch(b.record(4, e)));
          assertArrayEquals(
              part(gateUp, (2 * e + 1) * i * h, i * h),
              Values.all(a.layout().up(a.record(4, e))),
              0.05f);
        }
      }
    }
  }

  @Test
  void expertsStoredInSeveralFormatsBecomeFloats() {
    TestCheckpoint checkpoint =
        new TestCheckpoint()
            .bf16("model.layers.0.mlp.experts.0.gate_proj.weight", new float[] {1, 2}, 1L, 2L)
            .f16("model.layers.0.mlp.experts.0.up_proj.weight", new float[] {0.5f, -3}, 1L, 2L)
            .f32("model.layers.0.mlp.experts.0.down_proj.weight", new float[] {7, 1e-9f}, 2L, 1L);
    ExpertSource source = source(checkpoint.write(directory), 0, 1, 2, 1);
    assertEquals(WeightFormat.F32, source.asStored().format());
    try (ExpertPool pool = load(source, source.asStored())) {
      MemorySegment record = pool.record(0, 0);
      assertArrayEquals(new float[] {1, 2}, Values.all(pool.layout().gate(record)));
      assertArrayEquals(new float[] {0.5f, -3}, Values.all(pool.layout().up(record)));
      assertArrayEquals(new float[] {7, 1e-9f}, Values.all(pool.layout().down(record)));
    }
  }

  @Test
  void quantisedExpertsAreTheQuantisedMatrices() {
    ExpertSource source =
        new ExpertSource(
            new TensorClaims(Checkpoint.open(Golden.model("olmoe"))),
            NAMES,
            List.of(1),
            16,
            64,
            32);
    try (ExpertPool exact = load(source, source.asStored());
        ExpertPool small = load(source, source.layout(WeightFormat.Q8_0));
        ExpertPool tiles = load(source, source.layout(WeightFormat.Q8_0_TILES))) {
      assertTrue(small.bytes() < exact.bytes());
      float[] expected = Values.all(exact.layout().down(exact.record(1, 7)));
      float[] quantised = Values.all(small.layout().down(small.record(1, 7)));
      float largest = 0;
      for (float value : expected) {
        largest = Math.max(largest, Math.abs(value));
      }
      assertArrayEquals(expected, quantised, largest / 253);
      assertArrayEquals(quantised, Values.all(tiles.layout().down(tiles.record(1, 7))));
      assertArrayEquals(
          Values.all(small.layout().up(small.record(1, 7))),
          Values.all(tiles.layout().up(tiles.record(1, 7))));
    }
  }

  @Test
  void damagedRecordIsFound() {
    ExpertSource source =
        new ExpertSource(
            new TensorClaims(Checkpoint.open(Golden.model("olmoe"))),
            NAMES,
            List.of(1, 2),
            16,
            64,
            32);
    try (ExpertPool pool =
        ExpertPool.load(
            memory, source, source.layout(WeightFormat.Q8_0), true, 2, LoadProgress.NONE)) {
      MemorySegment record = pool.record(2, 9);
      // Devices write their array headers, which no checksum covers.
      record.asSlice(48, 16).fill((byte) 1);
      record.asSlice(pool.layout().scaleOffset() - 16, 16).fill((byte) 1);
      pool.verify();
      long scale = pool.layout().scaleOffset() + 5;
      record.set(JAVA_BYTE, scale, (byte) (record.get(JAVA_BYTE, scale) ^ 1));
      String message = assertThrows(InputException.class, pool::verify).getMessage();
      assertTrue(message.contains("layer 2, expert 9 are damaged"), message);
      record.set(JAVA_BYTE, 8, (byte) 1);
      assertThrows(InputException.class, pool::verify);
    }
  }

  @Test
  void denseTensorsAsStoredAndQuantised() {
    float[] matrix = values(7 * 33);
    float[] vector = values(5);
    Checkpoint checkpoint =
        new TestCheckpoint()
            .f32("m", matrix, 7L, 33L)
            .f16("v", new float[] {1, -2, 65504, 0, 0.5f}, 5L)
            .f32("w", vector, 5L)
            .write(directory);
    TensorClaims claims = new TensorClaims(checkpoint);
    List<DenseTensor> tensors =
        List.of(
            new DenseTensor(claims.matrix("m", 7, 33), WeightFormat.Q8_0),
            DenseTensor.asStored(claims.vector("v", 5)),
            new DenseTensor(claims.vector("w", 5), WeightFormat.F32));
    try (DenseWeights dense =
        DenseWeights.load(memory, checkpoint, tensors, 2, LoadProgress.NONE)) {
      assertArrayEquals(new float[] {1, -2, 65504, 0, 0.5f}, dense.floats("v"));
      assertArrayEquals(vector, dense.floats("w"));
      assertArrayEquals(matrix, dense.floats("m"), 0.02f);
      assertEquals(WeightFormat.Q8_0, dense.matrix("m").format());
      assertEquals(0, dense.matrix("m").data().address() % 64);
      assertEquals(0, dense.matrix("m").scales().address() % 64);
      assertThrows(IllegalArgumentException.class, () -> dense.matrix("x"));
    }
  }

  @Test
  void dataNeedNotBeAligned() throws IOException {
    String header = "{\"v\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]}}";
    Path file = directory.resolve("odd.safetensors");
    String odd = header + " ".repeat((8 - header.length() % 8) % 8 + 3);
    byte[] bytes = Files.readAllBytes(RawFile.write(file, odd, 8));
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putFloat(bytes.length - 8, 1.5f)
        .putFloat(bytes.length - 4, -2);
    Checkpoint checkpoint = Checkpoint.open(Files.write(file, bytes));
    StoredMatrix stored = new TensorClaims(checkpoint).vector("v", 2);
    for (WeightFormat format : List.of(WeightFormat.F32, WeightFormat.Q8_0)) {
      try (DenseWeights dense =
          DenseWeights.load(
              memory, checkpoint, List.of(new DenseTensor(stored, format)), 1, LoadProgress.NONE)) {
        assertArrayEquals(new float[] {1.5f, -2}, dense.floats("v"), 0.01f);
      }
    }
  }

  @Test
  void valueThatCannotBeQuantisedIsNamedAndNothingLeaks() {
    float[] values = values(64);
    values[40] = Float.NaN;
    Checkpoint checkpoint = new TestCheckpoint().f32("bad", values, 1L, 64L).write(directory);
    List<DenseTensor> tensors =
        List.of(
            new DenseTensor(new TensorClaims(checkpoint).matrix("bad", 1, 64), WeightFormat.Q8_0));
    String message =
        assertThrows(
                InputException.class,
                () -> DenseWeights.load(memory, checkpoint, tensors, 1, LoadProgress.NONE))
            .getMessage();
    assertTrue(message.contains("tensor bad cannot be quantised"), message);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void halfThatIsNotFiniteIsNamedAndNothingLeaks(float value) {
    float[] values = values(63);
    values[62] = value;
    Checkpoint checkpoint = new TestCheckpoint().f16("bad", values, 1L, 63L).write(directory);
    List<DenseTensor> tensors =
        List.of(
            new DenseTensor(new TensorClaims(checkpoint).matrix("bad", 1, 63), WeightFormat.F16));
    String message =
        assertThrows(
                InputException.class,
                () -> DenseWeights.load(memory, checkpoint, tensors, 1, LoadProgress.NONE))
            .getMessage();
    assertTrue(message.contains("tensor bad has a value that is infinite"), message);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void failureInTheMiddleStopsAllThreadsAndLeaksNothing(int threads) {
    ExpertSource source =
        new ExpertSource(
            new TensorClaims(Checkpoint.open(Golden.model("olmoe"))),
            NAMES,
            List.of(0, 1, 2),
            16,
            64,
            32);
    AtomicInteger calls = new AtomicInteger();
    LoadProgress cancel =
        (done, total) -> {
          if (calls.incrementAndGet() == 5) {
            throw new IllegalStateException("cancelled");
          }
        };
    assertThrows(
        IllegalStateException.class,
        () -> ExpertPool.load(memory, source, source.asStored(), false, threads, cancel));
    assertTrue(calls.get() < 48, "all experts were loaded all the same");
    assertEquals(0, memory.allocated());
    assertEquals(
        Collections.emptyList(),
        Thread.getAllStackTraces().keySet().stream()
            .map(Thread::getName)
            .filter(name -> name.startsWith("load-"))
            .toList());
  }

  private ExpertPool pool(Checkpoint checkpoint, int experts, int h, int i, WeightFormat format) {
    ExpertSource source = source(checkpoint, 4, experts, h, i);
    return load(source, source.layout(format));
  }

  private static ExpertSource source(Checkpoint checkpoint, int layer, int experts, int h, int i) {
    TensorClaims claims = new TensorClaims(checkpoint);
    ExpertSource source = new ExpertSource(claims, NAMES, List.of(layer), experts, h, i);
    claims.rejectUnclaimed(name -> false);
    return source;
  }

  private ExpertPool load(ExpertSource source, ExpertLayout layout) {
    return ExpertPool.load(memory, source, layout, false, 2, LoadProgress.NONE);
  }

  private void assertStored(StoredMatrix stored, Matrix loaded) {
    List<DenseTensor> tensor = List.of(DenseTensor.asStored(stored));
    Checkpoint checkpoint = Checkpoint.open(stored.tensor().file());
    try (DenseWeights dense = DenseWeights.load(memory, checkpoint, tensor, 1, LoadProgress.NONE)) {
      assertArrayEquals(dense.floats(stored.tensor().name()), Values.all(loaded));
    }
  }

  private float[] values(int count) {
    float[] values = new float[count];
    for (int n = 0; n < count; n++) {
      values[n] = (float) random.nextGaussian();
    }
    return values;
  }

  private static float[] part(float[] values, int from, int count) {
    return Arrays.copyOfRange(values, from, from + count);
  }
}
