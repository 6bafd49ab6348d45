package io.mobile4j.engine;

import io.mobile4j.loader.InputException;

/**
 * Where the experts go.
 *
 * @param slots experts that can be computed from at once
 * @param poolBytes main memory for the store of experts; 0 where the slots are the store, or a file
 *     is
 * @param fileStore true where they stay in a file
 */
record Placement(int slots, long poolBytes, boolean fileStore) {
  /**
   * The first that fits of: all in slots; all in main memory and some in slots; all in a file and
   * some in slots.
   *
   * @param recordBytes of one expert
   * @param all experts of all layers
   * @param atOnce K, experts a token needs at once
   * @throws InputException if the options contradict each other, or leave too few slots
   */
  static Placement of(LadderOptions ladder, long recordBytes, int all, int atOnce) {
    Placement placement = choose(ladder, recordBytes, all);
    if (placement.slots < Math.min(atOnce, all)) {
      throw new InputException(
          "%s: the model needs slots for at least %d experts, %s in all"
              .formatted(
                  ladder.expertSlots().isPresent()
                      ? "expert-slots = " + ladder.expertSlots().getAsInt() + " is too few"
                      : "ram = %s holds %d experts"
                          .formatted(Plan.gigabytes(ladder.ram().orElseThrow()), placement.slots),
                  atOnce,
                  Plan.gigabytes(atOnce * recordBytes)));
    }
    if (placement.slots == all && ladder.linkBytesPerSecond().isPresent()) {
      throw new InputException(
          "link: every expert has a slot of its own, so nothing would cross it; take expert-slots below "
              + all);
    }
    return placement;
  }

  private static Placement choose(LadderOptions ladder, long recordBytes, int all) {
    long ram = ladder.ram().orElse(Long.MAX_VALUE);
    if (ladder.expertSlots().orElse(all) >= all && all * recordBytes <= ram) {
      return new Placement(all, 0, false);
    }
    int slots = Math.min(all, ladder.expertSlots().orElse((int) Math.min(all, ram / recordBytes)));
    if (slots * recordBytes > ram) {
      throw new InputException(
          "expert-slots = %d need %s, and ram allows %s"
              .formatted(slots, Plan.gigabytes(slots * recordBytes), Plan.gigabytes(ram)));
    }
    boolean pool = (all + slots) * recordBytes <= ram;
    return new Placement(slots, pool ? all * recordBytes : 0, !pool);
  }
}
