package io.mobile4j.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChatCommandTest {
  private static final String FIRST =
      "Mona has 3 cups and buys 4 more. How many cups has Mona now?";
  private static final String SECOND = "Umar has 9 pens and loses 2. How many pens has Umar now?";

  @Test
  void answersLineByLineUntilTheInputEnds() {
    Cli run = Cli.runWithInput(FIRST + "\n\n" + SECOND + "\n", "chat").ok();
    String alone = Cli.run("generate", FIRST).ok().out();
    assertTrue(run.out().startsWith(alone), run.out());
    assertTrue(run.out().length() > alone.length());
  }

  @Test
  void newForgetsAndQuitEnds() {
    String alone = Cli.run("generate", FIRST).ok().out();
    String input = String.join("\n", List.of(FIRST, "/new", FIRST, "/quit", SECOND));
    assertEquals(alone + alone, Cli.runWithInput(input, "chat").ok().out());
  }

  @Test
  void oldMessagesMakeRoomForNewOnes() {
    String input = (FIRST + "\n").repeat(8);
    Cli run = Cli.runWithInput(input, "chat", "-n", "40").ok();
    assertTrue(run.err().contains("old messages do not fit any more"), run.err());
  }

  @Test
  void aMessageBeyondTheContextIsRefused() {
    Cli.runWithInput("word ".repeat(400), "chat").refused("the prompt has");
  }
}
