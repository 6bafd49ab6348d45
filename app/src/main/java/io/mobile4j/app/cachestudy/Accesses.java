package io.mobile4j.app.cachestudy;

import io.mobile4j.engine.policy.PassTap.Kind;
import io.mobile4j.engine.telemetry.ExpertAccess;
import io.mobile4j.engine.telemetry.Trace;
import io.mobile4j.loader.InputException;
import java.nio.file.Path;
import java.util.List;

/**
 * What the traced passes wanted of which layer.
 *
 * @param layers with experts
 * @param experts of a layer
 * @param topK experts of a token, K
 * @param slots that there were
 * @param cache policy that there was
 * @param list in the order of the computation
 */
record Accesses(
    int layers, int experts, int topK, int slots, String cache, List<ExpertAccess> list) {

  /**
   * Reads a trace.
   *
   * @throws InputException if it is none, or nothing was computed in it
   */
  static Accesses read(Path file) {
    Trace trace = Trace.read(file);
    Accesses accesses =
        new Accesses(
            number(file, trace, "expert_layers"),
            number(file, trace, "experts"),
            number(file, trace, "experts_per_token"),
            number(file, trace, "slots"),
            trace.metadata().getOrDefault("cache", ""),
            trace.accesses());
    if (accesses.list.isEmpty()) {
      throw new InputException(file + ": nothing was computed in this trace");
    }
    for (ExpertAccess access : accesses.list) {
      if (access.layer() < 0
          || access.layer() >= accesses.layers
          || access.experts().getFirst() < 0
          || access.experts().getLast() >= accesses.experts) {
        throw new InputException(
            "%s: wants experts %s of layer %d, and its model has %d experts in %d layers"
                .formatted(
                    file, access.experts(), access.layer(), accesses.experts, accesses.layers));
      }
    }
    return accesses;
  }

  private static int number(Path file, Trace trace, String name) {
    String value = trace.metadata().get(name);
    try {
      int number = Integer.parseInt(value);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw new InputException("%s: its metadata %s is %s".formatted(file, name, value));
  }

  /** An expert of a layer as one number. */
  int key(int layer, int expert) {
    return layer * experts + expert;
  }

  /** All that was wanted, one after the other. */
  int[] keys() {
    return list.stream()
        .flatMapToInt(a -> a.experts().stream().mapToInt(expert -> key(a.layer(), expert)))
        .toArray();
  }

  /** Most experts that one token has had of a layer: they are in slots at the same time. */
  int most() {
    return list.stream()
        .filter(access -> access.kind() != Kind.PREFILL)
        .mapToInt(access -> access.experts().size())
        .reduce(topK, Math::max);
  }

  /** Whether the trace's little passes are kept for big ones. */
  boolean mobile() {
    return list.stream().anyMatch(access -> access.kind() == Kind.BIG);
  }

  /** Share of what was wanted that was in a slot, as measured. */
  double recordedHitRatio() {
    return list.stream().mapToLong(ExpertAccess::hits).sum() / (double) keys().length;
  }
}
