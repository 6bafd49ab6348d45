package io.mobile4j.engine;

import java.util.List;

/** Watches a growing answer for stop strings, and holds back what could become one. */
final class StopStrings {
  private final List<String> stops;
  private final StringBuilder pending = new StringBuilder();
  private boolean matched;

  StopStrings(List<String> stops) {
    this.stops = stops;
  }

  /** Takes more text; returns what can be shown by now. After a match nothing more comes. */
  String push(String text) {
    if (stops.isEmpty()) {
      return text;
    }
    if (matched) {
      return "";
    }
    pending.append(text);
    int first = firstMatch();
    if (first >= 0) {
      matched = true;
      return take(first);
    }
    return take(pending.length() - possibleStart());
  }

  /** What is still held back when the answer ends without a match. */
  String rest() {
    return matched ? "" : take(pending.length());
  }

  boolean matched() {
    return matched;
  }

  private int firstMatch() {
    return stops.stream().mapToInt(pending::indexOf).filter(i -> i >= 0).min().orElse(-1);
  }

  /** Length of the longest end of the text that begins a stop string. */
  private int possibleStart() {
    int longest = 0;
    for (String stop : stops) {
      for (int n = Math.min(stop.length() - 1, pending.length()); n > longest; n--) {
        if (stop.startsWith(pending.substring(pending.length() - n))) {
          longest = n;
        }
      }
    }
    return longest;
  }

  private String take(int length) {
    String taken = pending.substring(0, length);
    pending.delete(0, length);
    return taken;
  }
}
