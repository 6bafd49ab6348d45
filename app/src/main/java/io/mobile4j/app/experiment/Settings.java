package io.mobile4j.app.experiment;

import io.mobile4j.app.experiment.domain.Domain;
import io.mobile4j.app.experiment.result.Machine;
import io.mobile4j.engine.LadderOptions;
import io.mobile4j.engine.Plan;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** All that an experiment's results depend on, for its directory and for its report. */
record Settings(CommandSpec spec, Lab lab) {
  static final String SLOTS = "slots";
  static final String LINK = "link";
  static final String CACHE = "cache";
  static final String ROUNDS = "rounds of each arm, in turns";

  /** By the names people know; the same names and values mean that results belong together. */
  Map<String, String> all() {
    Map<String, String> all = new LinkedHashMap<>();
    for (OptionSpec option : spec.options()) {
      if (changesResults(option)) {
        all.put(option.longestName(), Objects.toString(option.getValue(), "unset"));
      }
    }
    all.put("--model", lab.asked().model().toAbsolutePath().normalize().toString());
    for (Domain domain : lab.domains()) {
      all.put("content of domain " + domain.name(), domain.digest());
    }
    all.put("machine", Machine.line());
    all.put("device", lab.device());
    return all;
  }

  private static boolean changesResults(OptionSpec option) {
    String name = option.longestName();
    return !option.usageHelp() && !name.equals(ExperimentArguments.OUT) && !name.equals("--debug");
  }

  /**
   * What was run, where and how, for people.
   *
   * @param except facts that do not hold
   */
  Map<String, String> facts(String days, Set<String> except) {
    Plan plan = lab.plan();
    LadderOptions ladder = lab.ladder();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "model",
        "%s: %d layers with %d experts of %s, %d a token"
            .formatted(
                lab.asked().model(),
                plan.expertLayers(),
                plan.expertsPerLayer(),
                Plan.gigabytes(plan.expert().recordBytes()),
                lab.topK()));
    facts.put("device", lab.device());
    facts.put(SLOTS, slots(ladder));
    facts.put(LINK, ladder.linkLabel().orElse("none simulated"));
    facts.put(CACHE, ladder.cache().label());
    facts.put(
        "domains",
        lab.domains().stream()
            .map(domain -> domain.name() + " (" + domain.description() + ")")
            .collect(Collectors.joining("; ")));
    facts.put(ROUNDS, Integer.toString(lab.repeat()));
    facts.put("machine", Machine.line());
    facts.put("date", days);
    facts.keySet().removeAll(except);
    return facts;
  }

  private String slots(LadderOptions ladder) {
    return ladder.expertSlots().isPresent()
        ? "%d for %d experts".formatted(ladder.expertSlots().getAsInt(), lab.allExperts())
        : "as many as --ram allows";
  }
}
