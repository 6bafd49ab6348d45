package io.mobile4j.app.command;

import io.mobile4j.engine.Text;
import io.mobile4j.loader.text.ChatMessage;
import java.util.ArrayList;
import java.util.List;

/** What was said so far, kept within the model's context by forgetting the oldest. */
final class Conversation {
  private static final int PAIR = 2; // a message and its answer

  private final Text text;
  private final String system;
  private final int room;
  private final List<ChatMessage> messages = new ArrayList<>();
  private int forgotten;

  /**
   * @param system what the model is told first; may be null
   * @param room tokens a prompt may have
   */
  Conversation(Text text, String system, int room) {
    this.text = text;
    this.system = system;
    this.room = room;
    begin();
  }

  /** Forgets everything. */
  void begin() {
    messages.clear();
    if (system != null) {
      messages.add(new ChatMessage("system", system));
    }
  }

  /**
   * Adds a message; returns the conversation as a prompt.
   *
   * @throws io.mobile4j.loader.InputException if the chat template refuses the conversation
   */
  int[] ask(String message) {
    int first = system == null ? 0 : 1;
    List<ChatMessage> asked = new ArrayList<>(messages);
    asked.add(new ChatMessage("user", message));
    int[] tokens = text.conversation(asked);
    int before = asked.size();
    while (tokens.length > room && asked.size() > first + 1) {
      asked.subList(first, first + PAIR).clear();
      tokens = text.conversation(asked);
    }
    messages.clear();
    messages.addAll(asked);
    forgotten = before - asked.size();
    return tokens;
  }

  /** Messages that had to go for the last prompt. */
  int forgotten() {
    return forgotten;
  }

  /** Adds the model's answer. */
  void answered(String answer) {
    messages.add(new ChatMessage("assistant", answer));
  }
}
