package io.mobile4j.app.cachestudy;

import io.mobile4j.engine.experts.CachePolicy;
import io.mobile4j.engine.experts.CacheReplay;
import io.mobile4j.engine.policy.PassTap.Kind;
import io.mobile4j.engine.telemetry.ExpertAccess;
import io.mobile4j.engine.telemetry.Trace;
import io.mobile4j.loader.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the traced passes wanted of which layer.
 *
 * @param layers with experts
 * @param experts of a layer
 * @param topK experts of a token, K
 * @param slots that there were
 * @param policy that there was
 * @param list in the order of the computation
 */
record Accesses(
    int layers, int experts, int topK, int slots, CachePolicy policy, List<ExpertAccess> list) {

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
            policy(file, trace),
            trace.accesses());
    if (accesses.list.isEmpty()) {
      throw new InputException(file + ": nothing was computed in this trace");
    }
    for (ExpertAccess access : accesses.list) {
      if (access.layer() < 0
          || access.layer() >= accesses.layers
          || access.experts().isEmpty()
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

  private static CachePolicy policy(Path file, Trace trace) {
    String name = trace.metadata().get("cache");
    return Arrays.stream(CachePolicy.values())
        .filter(policy -> policy.label().equals(name))
        .findFirst()
        .orElseThrow(() -> new InputException(file + ": its metadata cache is " + name));
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

  /** How much that is. */
  long wanted() {
    return list.stream().mapToLong(access -> access.experts().size()).sum();
  }

  /** Most experts that one token has had of a layer: they are in slots at the same time. */
  int most() {
    return list.stream()
        .filter(access -> access.kind() != Kind.PREFILL)
        .mapToInt(access -> access.experts().size())
        .reduce(topK, Math::max);
  }

  /** Whether the slots had anything to do: not where every expert was resident. */
  boolean moved() {
    return slots < layers * experts;
  }

  /** What is in slots at the same time, one after the other, with so many slots. */
  List<int[]> requests(int count) {
    List<int[]> requests = new ArrayList<>();
    for (ExpertAccess access : list) {
      int[] keys = access.experts().stream().mapToInt(e -> key(access.layer(), e)).toArray();
      int atOnce = CacheReplay.atOnce(count, tokens(access));
      for (int from = 0; from < keys.length; from += atOnce) {
        requests.add(Arrays.copyOfRange(keys, from, Math.min(keys.length, from + atOnce)));
      }
    }
    return requests;
  }

  /** Tokens of an access's pass. */
  int tokens(ExpertAccess access) {
    return access.kind() == Kind.PREFILL
        ? access.uses().stream().mapToInt(Integer::intValue).sum() / topK
        : 1;
  }

  /** Share of what was wanted that was in a slot, as measured. */
  double recordedHitRatio() {
    return list.stream().mapToLong(ExpertAccess::hits).sum() / (double) wanted();
  }
}
