package io.mobile4j.app.command;

import io.mobile4j.app.output.JsonText;
import io.mobile4j.app.output.Streams;
import io.mobile4j.nativeconfig.Doctor;
import io.mobile4j.nativeconfig.Finding;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What this machine has. */
@Command(
    name = "doctor",
    description = "Shows JVM, vector width, memory, GPU back ends, and what to do about the rest.")
public final class DoctorCommand implements Callable<Integer> {
  private final Streams streams;

  @Option(names = "--json", description = "Prints one JSON object.")
  private boolean json;

  public DoctorCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    List<Finding> findings = Doctor.examine();
    if (json) {
      streams.println(json(findings));
    } else {
      findings.forEach(finding -> streams.println(line(finding)));
    }
    return 0;
  }

  private static String line(Finding finding) {
    String mark =
        switch (finding.level()) {
          case OK -> "ok";
          case POOR -> "slow";
          case MISSING -> "missing";
        };
    String remedy = finding.remedy().isEmpty() ? "" : "\n" + " ".repeat(24) + "-> ";
    return "%-8s %-14s %s%s%s"
        .formatted(mark, finding.topic(), finding.detail(), remedy, finding.remedy());
  }

  private static String json(List<Finding> findings) {
    var object = JsonText.object();
    var list = object.putArray("findings");
    for (Finding finding : findings) {
      list.addObject()
          .put("topic", finding.topic())
          .put("level", finding.level().name().toLowerCase(Locale.ROOT))
          .put("detail", finding.detail())
          .put("remedy", finding.remedy());
    }
    return JsonText.of(object);
  }
}
