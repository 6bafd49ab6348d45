package io.mobile4j.app.experiment.domain;

import io.mobile4j.app.eval.TaskArguments;
import io.mobile4j.app.eval.TaskFile;
import io.mobile4j.app.option.ModelOption;
import io.mobile4j.loader.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** What the model is measured on. */
public final class DomainArguments {
  private static final String MATH = "math";
  private static final String CODE = "code";
  private static final String PROSE = "prose";

  @Option(
      names = "--domain",
      paramLabel = "NAME[=FILE]",
      description = {
        "What is measured on, may be given several times: math (the model's own problems), code",
        "and prose (this project's own files), or a file of yours: JSONL with {prompt, answer,",
        "extract} or {text} a line, or any text."
      })
  private List<String> domains = List.of();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "Problems of a domain whose answers are checked. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      defaultValue = "2048",
      description = "Tokens of a domain of texts that are predicted. Default: ${DEFAULT-VALUE}.")
  private int tokens;

  @Option(
      names = {"-n", "--max-new-tokens"},
      paramLabel = "N",
      defaultValue = "128",
      description = "Longest answer to a problem. Default: ${DEFAULT-VALUE} tokens.")
  private int maxNewTokens;

  /**
   * What was asked for.
   *
   * @param usual names of the domains where nothing was
   * @throws InputException if there is no such domain, or a number is out of range
   */
  public List<Domain> domains(Path model, List<String> usual) {
    if (limit < 1 || tokens < 2 || maxNewTokens < 1) {
      throw new InputException("--limit and -n must be at least 1, --tokens at least 2");
    }
    Map<String, Domain> chosen = new LinkedHashMap<>();
    for (String asked : domains.isEmpty() ? usual : domains) {
      Domain domain = domain(asked, model);
      if (chosen.put(domain.name(), domain) != null) {
        throw new InputException("--domain " + domain.name() + " is given twice");
      }
    }
    return new ArrayList<>(chosen.values());
  }

  private Domain domain(String asked, Path model) {
    DomainLimits limits = new DomainLimits(limit, tokens, maxNewTokens);
    String[] parts = asked.split("=", 2);
    if (parts.length == 2) {
      return DomainFile.read(parts[0], Path.of(parts[1]), limits);
    }
    return switch (asked) {
      case MATH ->
          new Problems(
              MATH, TaskFile.read(shipped(model)).stream().limit(limit).toList(), maxNewTokens);
      case CODE ->
          new Passages(
              CODE, "this project's own sources", OwnTexts.code(ModelOption.home()), tokens);
      case PROSE ->
          new Passages(
              PROSE, "this project's own documents", OwnTexts.prose(ModelOption.home()), tokens);
      default ->
          throw new InputException(
              "--domain %s is none of math, code, prose, and names no file; give --domain %s=FILE"
                  .formatted(asked, asked));
    };
  }

  private static Path shipped(Path model) {
    return TaskArguments.shipped(model)
        .orElseThrow(
            () ->
                new InputException(
                    model + ": has no problems of its own; give --domain math=FILE.jsonl"));
  }
}
