package io.mobile4j.app.option;

import io.mobile4j.engine.policy.Policy;
import io.mobile4j.loader.InputException;
import java.util.Locale;
import picocli.CommandLine.Option;

/** How many experts each token gets. */
public final class PolicyArguments {
  @Option(
      names = "--policy",
      paramLabel = "exact|little|mobile",
      defaultValue = "exact",
      converter = KindConverter.class,
      description = "How many experts each token gets. Default: ${DEFAULT-VALUE}, all K.")
  private Kind policy;

  @Option(
      names = "--gamma",
      paramLabel = "C",
      description =
          "With mobile: a token of less confidence is computed again with all K. Default: 0.7.")
  private Double gamma;

  @Option(
      names = "--little-experts",
      paramLabel = "N",
      description = "With little and mobile: experts of the little pass. Default: K/2.")
  private Integer littleExperts;

  private enum Kind {
    EXACT,
    LITTLE,
    MOBILE;

    /** As on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** For picocli. */
  private static final class KindConverter extends Choice<Kind> {
    KindConverter() {
      super(Kind.class);
    }
  }

  /**
   * What the engine understands.
   *
   * @throws InputException if an option is given that the policy has no use for
   */
  public Policy policy() {
    if (gamma != null && policy != Kind.MOBILE) {
      throw new InputException("--gamma has no effect with --policy " + policy);
    }
    if (littleExperts != null && policy == Kind.EXACT) {
      throw new InputException("--little-experts has no effect with --policy exact");
    }
    if (littleExperts != null && littleExperts < 1) {
      throw new InputException("--little-experts " + littleExperts + " must be at least 1");
    }
    int little = littleExperts == null ? 0 : littleExperts;
    return switch (policy) {
      case EXACT -> new Policy.Exact();
      case LITTLE -> new Policy.Little(little);
      case MOBILE -> new Policy.Mobile(gamma == null ? Policy.DEFAULT_GAMMA : gamma, little);
    };
  }
}
