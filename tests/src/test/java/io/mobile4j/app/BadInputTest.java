package io.mobile4j.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mobile4j.loader.safetensors.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One clear line, exit code 2, no stack trace. */
class BadInputTest {
  private static final String OLMOE = Cli.GOLDEN.resolve("olmoe").toString();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          fly                                          | unknown command 'fly'
          --fly                                        | unknown option '--fly'
          generate                                     | no prompt
          generate ''                                  | the prompt is empty
          generate a b                                 | quotes
          generate a --fly                             | unknown option '--fly'
          generate a --prompt-ids 5                    | more than one prompt
          generate --prompt-ids 5,x                    | '5,x' is not a list of token ids
          generate --prompt-ids 5,,6                   | not a list of token ids
          generate --prompt-ids 99999                  | token id 99999 is out of range
          generate --prompt-ids -1                     | out of range
          generate --prompt-ids 5 --chat               | --chat needs a prompt of text
          generate a --raw --chat                      | contradict
          generate --prompt-file none.txt              | none.txt: no such file
          generate a --model none                      | none: no such directory
          generate a --threads x                       | --threads
          generate a --threads -1                      | threads = -1
          generate a --max-new-tokens 0                | must be at least 1
          generate a --temperature -1                  | temperature
          generate a --temperature 0 --top-k 5         | no effect at temperature 0
          generate a --top-p 0 --temperature 1         | top-p
          generate a --policy fast                     | 'fast' is none of exact, little, mobile
          generate a --gamma 0.5                       | --gamma has no effect with --policy exact
          generate a --policy little --gamma 0.5       | --gamma has no effect with --policy little
          generate a --little-experts 2                | no effect with --policy exact
          generate a --policy little --little-experts 9 | little-experts = 9 is out of range
          generate a --policy mobile --gamma -1        | gamma
          generate a --complete                        | no effect with --policy exact
          generate a --policy mobile --threshold 2     | threshold = 2.0 is out of range
          generate a --experts q4                      | 'q4' is none of as-stored, q8_0
          generate a --kv f16                          | 'f16' is none of f32, q8_0
          generate a --context 100000                  | context = 100000 is out of range
          generate a --context 2                       | the prompt has
          generate a --cache fifo                      | 'fifo' is none of none, lru, lfu
          generate a --ram lots                        | 'lots' is not an amount of memory
          generate a --link 16                         | '16' is not the speed of a link
          generate a --link-latency 3us                | --link-latency needs --link
          chat --policy fast                           | 'fast' is none of
          inspect none                                 | none: no such directory
          inspect a --model b                          | given twice
          inspect ''                                   | the name of the model's directory is empty
          generate a --model ''                        | the name of the model's directory is empty
          generate a --stop ''                         | a stop string is empty
          plan none                                    | none: no such directory
          plan --device gpu                            | device = gpu is not one of
          generate a --device gpu                      | device = gpu is not one of
          plan --device-memory 6MB                     | device-memory = 6.00 MB is too little
          plan --device-memory 30MB --expert-slots 380 | device-memory = 30.0 MB is too little
          plan --context -1                            | context = -1
          tokenize                                     | give either
          tokenize a --decode 5                        | give either
          tokenize --decode 5,x                        | --decode
          logits --ids 5                               | --out
          logits --ids x --out none/x.safetensors      | --ids: 'x'
          logits --ids 5 --out none/x.safetensors      | its directory does not exist
          bench --repeat 0                             | --repeat 0 must be at least 1
          bench --gen 0                                | --prompt and --gen must be at least 1
          bench --prompt 300                           | need a context of 300 tokens, and the model's is 256
          synth --out x                                | --shape
          synth --shape olmoe-1b-7b --layers 1 --out pom.xml   | pom.xml: not a directory
          synth --shape olmoe-1b-7b --layers 1 --out pom.xml/x | pom.xml/x: cannot be written:
          experiment gamma --limit 1 --out pom.xml/x   | /pom.xml/x: Not a directory
          synth --shape gpt-4 --out none               | 'gpt-4' is none of olmoe-1b-7b
          synth --shape olmoe-1b-7b --layers 17 --out none     | --layers 17 is out of range
          synth --shape deepseek-v2-lite --layers 1 --out none | no layer with experts
          """)
  void isRefused(String command, String says) {
    String[] args = command.split(" ");
    for (int i = 0; i < args.length; i++) {
      args[i] = args[i].equals("''") ? "" : args[i];
    }
    Cli.run(args).refused(says);
  }

  @Test
  void promptLongerThanTheContext() {
    Cli.run("generate", "a ".repeat(600)).refused("the prompt has", "the context 256");
  }

  @Test
  void textWithoutTokenizer() {
    Cli.run("generate", "hello", "--model", OLMOE).refused("tokenizer.json", "--prompt-ids");
    Cli.run("tokenize", "hello", "--model", OLMOE).refused("tokenizer.json");
  }

  @Test
  void chatWithoutTemplate() {
    Cli.run("generate", "hello", "--chat", "--model", OLMOE).refused("no chat template");
    Cli.run("chat", "--model", OLMOE).refused("no chat template");
  }

  @Test
  void emptyOrBinaryPromptFile(@TempDir Path dir) throws IOException {
    Path empty = Files.writeString(dir.resolve("empty"), "\n");
    Cli.run("generate", "--prompt-file", empty.toString()).refused("the prompt is empty");
    Path binary = Files.write(dir.resolve("binary"), new byte[] {(byte) 0xff, 0});
    Cli.run("generate", "--prompt-file", binary.toString()).refused("not a text in UTF-8");
    Cli.run("generate", "--prompt-file", dir.toString()).refused("cannot be read");
  }

  @Test
  void unknownArchitecture(@TempDir Path dir) throws IOException {
    Files.writeString(dir.resolve("config.json"), "{\"model_type\": \"gpt9\"}");
    Files.copy(Cli.GOLDEN.resolve("mixtral/model.safetensors"), dir.resolve("model.safetensors"));
    for (String command : new String[] {"inspect", "plan"}) {
      Cli.run(command, dir.toString()).refused("gpt9", "olmoe, qwen2_moe, qwen3_moe");
    }
  }

  @Test
  void truncatedWeights(@TempDir Path dir) throws IOException {
    Path golden = Cli.GOLDEN.resolve("mixtral");
    Files.copy(golden.resolve("config.json"), dir.resolve("config.json"));
    byte[] weights = Files.readAllBytes(golden.resolve("model.safetensors"));
    Files.write(dir.resolve("model.safetensors"), Arrays.copyOf(weights, weights.length - 100));
    Cli.run("generate", "--prompt-ids", "5", "--model", dir.toString())
        .refused("model.safetensors");
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.norm.weight", "model.layers.1.self_attn.k_proj.weight"})
  void weightsThatAreNoNumbers(String tensor, @TempDir Path dir) throws IOException {
    Path golden = Cli.GOLDEN.resolve("mixtral");
    Files.copy(golden.resolve("config.json"), dir.resolve("config.json"));
    byte[] weights = Files.readAllBytes(golden.resolve("model.safetensors"));
    int first = (int) Checkpoint.open(golden).info(tensor).begin();
    weights[first] = (byte) 0xc0;
    weights[first + 1] = 0x7f; // NaN in BF16
    Files.write(dir.resolve("model.safetensors"), weights);
    String model = dir.toString();
    for (String policy : new String[] {"exact", "little", "mobile"}) {
      Cli.run("generate", "--prompt-ids", "5,6", "--model", model, "--policy", policy)
          .refused("the logits of position 1 are not finite");
    }
    Path out = dir.resolve("logits.safetensors");
    Cli.run("logits", "--ids", "5,6", "--model", model, "--out", out.toString())
        .refused("not finite");
    assertFalse(Files.exists(out));
  }

  @Test
  void brokenJsonIsToldInTheModelsWords(@TempDir Path dir) throws IOException {
    Files.writeString(dir.resolve("config.json"), "{\"hidden_size\": NaN}");
    Cli.run("inspect", dir.toString())
        .refused("config.json: not valid JSON: Non-standard token 'NaN' (line 1");
    Files.writeString(dir.resolve("config.json"), "{\"a\":");
    String message = Cli.run("inspect", dir.toString()).refused("not valid JSON").err();
    assertFalse(message.contains("StreamReadFeature"), message);
  }

  @Test
  void stackTraceOnlyWithDebug() {
    Cli plain = Cli.run("inspect", "none");
    Cli debug = Cli.run("inspect", "none", "--debug");
    assertEquals(1, plain.err().lines().count());
    assertEquals(2, debug.exitCode());
    assertTrue(debug.err().contains("InputException"), debug.err());
    assertTrue(debug.err().contains("\tat "), debug.err());
  }
}
