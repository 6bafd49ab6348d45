package io.mobile4j.app;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mobile4j.app.synth.Shape;
import io.mobile4j.app.synth.SynthCheckpoint;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that no memory holds is refused by its plan, before anything is loaded. */
class TooLargeModelTest {
  @TempDir private Path model;

  /** Mixtral with a hundred experts: a terabyte, all of it a hole in a sparse file. */
  @BeforeEach
  void makeModel() throws IOException {
    ObjectNode config = Shape.MIXTRAL_8X7B.config().put("num_local_experts", 100);
    Files.writeString(model.resolve("config.json"), config.toString());
    SynthCheckpoint checkpoint = SynthCheckpoint.of(config);
    byte[] header = header(checkpoint).toString().getBytes(StandardCharsets.UTF_8);
    try (var file = new RandomAccessFile(model.resolve("model.safetensors").toFile(), "rw")) {
      file.writeLong(Long.reverseBytes(header.length));
      file.write(header);
      file.setLength(file.length() + checkpoint.bytes());
    }
  }

  private static ObjectNode header(SynthCheckpoint checkpoint) {
    ObjectNode header = JsonNodeFactory.instance.objectNode();
    long begin = 0;
    for (SynthCheckpoint.Weights tensor : checkpoint.tensors()) {
      ObjectNode entry = header.putObject(tensor.spec().name()).put("dtype", "BF16");
      tensor.spec().shape().forEach(entry.putArray("shape")::add);
      long end = begin + tensor.spec().bytes();
      entry.putArray("data_offsets").add(begin).add(end);
      begin = end;
    }
    return header;
  }

  @Test
  void isDescribed() {
    Cli.run("inspect", model.toString()).ok();
  }

  @Test
  void isRefused() {
    for (String[] command :
        List.of(
            new String[] {"plan", model.toString()},
            new String[] {"generate", "--prompt-ids", "5", "--model", model.toString()},
            new String[] {"bench", "--json", "--model", model.toString()})) {
      Cli run = Cli.run(command).refused("the model needs", "of memory", "free");
      assertFalse(run.err().contains("plan: "), "only what will be loaded is announced");
    }
  }
}
