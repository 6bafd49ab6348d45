package io.mobile4j.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.golden.Expected;
import io.mobile4j.loader.safetensors.Checkpoint;
import io.mobile4j.loader.safetensors.DType;
import io.mobile4j.loader.safetensors.TensorInfo;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogitsCommandTest {
  private static final Path MODEL = Cli.GOLDEN.resolve("olmoe");
  private static final int VOCAB = 160;

  @Test
  void writesWhatTransformersComputes(@TempDir Path dir) {
    Expected want = Expected.read(MODEL.resolve("expected-float32.safetensors"), 1);
    Path out = dir.resolve("logits.safetensors");
    run(want.ids(), out).ok();
    Checkpoint written = Checkpoint.open(out);
    TensorInfo info = written.info("logits");
    assertEquals(List.of("logits"), List.copyOf(written.tensors().keySet()));
    assertEquals(DType.F32, info.dtype());
    assertEquals(List.of((long) want.length(), (long) VOCAB), info.shape());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment logits = written.map(info, arena);
      for (int i = 0; i < want.logits().length; i++) {
        float got = logits.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i);
        assertEquals(want.logits()[i], got, 1e-3);
      }
    }
  }

  @Test
  void refusedSequenceLeavesNoFileAndKeepsTheOldOne(@TempDir Path dir) throws IOException {
    Path out = Files.writeString(dir.resolve("logits.safetensors"), "old");
    run(new int[] {5, VOCAB}, out).refused("token id 160 is out of range");
    assertEquals("old", Files.readString(out));
    run(new int[257], out).refused("context");
    try (Stream<Path> files = Files.list(dir)) {
      assertEquals(List.of(out), files.toList());
    }
  }

  @Test
  void outMustBeAFile(@TempDir Path dir) {
    Cli run = run(new int[] {5}, dir).refused("directory");
    assertTrue(run.err().contains(dir.toString()));
  }

  private static Cli run(int[] ids, Path out) {
    String list = Arrays.stream(ids).mapToObj(Integer::toString).collect(Collectors.joining(","));
    return Cli.run("logits", "--model", MODEL.toString(), "--ids", list, "--out", out.toString());
  }
}
