package io.mobile4j.app.option;

import io.mobile4j.engine.sampling.SamplingOptions;
import io.mobile4j.loader.InputException;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Option;

/** How the next token is chosen; what is not given is as the model's makers recommend. */
public final class SamplingArguments {
  @Option(names = "--temperature", paramLabel = "T", description = "0 takes the likeliest token.")
  private Double temperature;

  @Option(names = "--top-k", paramLabel = "N", description = "Only the N best tokens; 0 = all.")
  private Integer topK;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description = "Only the best tokens that together have this probability; 1 = all.")
  private Double topP;

  @Option(
      names = "--min-p",
      paramLabel = "P",
      description = "Only tokens with this share of the best one's probability; 0 = all.")
  private Double minP;

  @Option(
      names = "--repetition-penalty",
      paramLabel = "X",
      description = "Above 1: tokens of the context become less likely.")
  private Double repetitionPenalty;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Seed of the random numbers. Default: another each time.")
  private Long seed;

  /**
   * What the engine understands.
   *
   * @param recommended by the model's makers; its seed is not used
   * @throws InputException if an option is out of range, or has no effect
   */
  public SamplingOptions sampling(SamplingOptions recommended) {
    double chosenTemperature = temperature == null ? recommended.temperature() : temperature;
    if (chosenTemperature == 0 && (topK != null || topP != null || minP != null)) {
      throw new InputException(
          "--top-k, --top-p and --min-p have no effect at temperature 0; give a --temperature");
    }
    return new SamplingOptions(
        chosenTemperature,
        topK == null ? recommended.topK() : topK,
        topP == null ? recommended.topP() : topP,
        minP == null ? recommended.minP() : minP,
        repetitionPenalty == null ? recommended.repetitionPenalty() : repetitionPenalty,
        seed == null ? ThreadLocalRandom.current().nextLong() : seed);
  }
}
