package io.mobile4j.engine.policy;

/**
 * How a pass is run.
 *
 * @param rule which experts its tokens get
 * @param routeAhead prefetch what the next layer's router says of this layer's input
 * @param cpuMisses compute experts that are in no slot on the CPU
 * @param tap sees the pass
 */
record PassOptions(ExpertRule rule, boolean routeAhead, boolean cpuMisses, PassTap tap) {}
