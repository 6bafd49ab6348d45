package io.mobile4j.app.option;

import io.mobile4j.loader.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the model is asked. */
public final class PromptArguments {
  private static final String STDIN = "-";
  private static final Pattern LAST_LINE_BREAK = Pattern.compile("\\r?\\n\\z");

  @Parameters(
      arity = "0..1",
      paramLabel = "PROMPT",
      description =
          "A user's message where the model has a chat template, else a text to continue.")
  private String prompt;

  @Option(
      names = "--prompt-file",
      paramLabel = "FILE",
      description =
          "Reads the prompt from a file, - for stdin; a line break at its end is left out.")
  private String promptFile;

  @Option(
      names = "--prompt-ids",
      paramLabel = "5,6,7",
      description = "The prompt as token ids, for models without a tokenizer.")
  private String promptIds;

  @Option(names = "--raw", description = "Continues the prompt itself, without chat template.")
  private boolean raw;

  @Option(names = "--chat", description = "Insists on the chat template.")
  private boolean chat;

  /**
   * The prompt, read and checked as far as that goes without a model.
   *
   * @param in where {@code --prompt-file -} reads
   * @throws InputException if there is none, an empty one, or more than one; or it cannot be read
   */
  public Prompt prompt(InputStream in) {
    check();
    if (promptIds != null) {
      int[] ids = TokenIds.parse("--prompt-ids", promptIds);
      return text -> ids;
    }
    String message = prompt == null ? read(in) : prompt;
    if (message.isEmpty()) {
      throw new InputException("the prompt is empty");
    }
    return text -> {
      if (chat && !text.hasChatTemplate()) {
        throw new InputException("--chat: the model has no chat template");
      }
      return raw ? text.encode(message) : text.user(message);
    };
  }

  private void check() {
    long given = Stream.of(prompt, promptFile, promptIds).filter(Objects::nonNull).count();
    if (given != 1) {
      throw new InputException(
          given == 0
              ? "no prompt: give PROMPT, --prompt-file or --prompt-ids"
              : "more than one prompt: give one of PROMPT, --prompt-file and --prompt-ids");
    }
    if (raw && chat) {
      throw new InputException("--raw and --chat contradict each other");
    }
    if (promptIds != null && chat) {
      throw new InputException("--chat needs a prompt of text: token ids are taken as they are");
    }
  }

  private String read(InputStream in) {
    String name = promptFile.equals(STDIN) ? "stdin" : promptFile;
    try {
      byte[] bytes =
          promptFile.equals(STDIN) ? in.readAllBytes() : Files.readAllBytes(Path.of(promptFile));
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return LAST_LINE_BREAK.matcher(text).replaceFirst("");
    } catch (NoSuchFileException e) {
      throw new InputException(name + ": no such file", e);
    } catch (CharacterCodingException e) {
      throw new InputException(name + ": not a text in UTF-8", e);
    } catch (IOException e) {
      throw new InputException(name + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
