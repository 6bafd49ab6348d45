package io.mobile4j.app.eval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mobile4j.app.output.JsonText;
import java.util.Locale;

/**
 * The quality of a policy. What was not measured is NaN.
 *
 * @param answers problems answered
 * @param accuracy share of them that were solved
 * @param tokensPerAnswer mean, end tokens included
 * @param msPerAnswer mean wall time, prompt included
 * @param perplexity of the reference text: the text given, or the exact model's answers
 * @param klToExact mean divergence of the policy's distributions of the reference text's tokens
 *     from the exact model's, D(exact || policy), in nats
 * @param fallbackRatio share of the steps that fell back
 */
public record Evaluation(
    int answers,
    double accuracy,
    double tokensPerAnswer,
    double msPerAnswer,
    double perplexity,
    double klToExact,
    double fallbackRatio) {

  /** The object that {@code eval --json} prints. */
  public ObjectNode json() {
    return JsonText.object()
        .put("answers", answers)
        .put("accuracy", JsonText.exact(accuracy))
        .put("tokens_per_answer", JsonText.exact(tokensPerAnswer))
        .put("ms_per_answer", JsonText.figure(msPerAnswer))
        .put("perplexity", JsonText.exact(perplexity))
        .put("kl_to_exact", JsonText.exact(klToExact))
        .put("fallback_ratio", JsonText.exact(fallbackRatio));
  }

  /** A few lines for people. */
  public String table() {
    StringBuilder table = new StringBuilder();
    if (answers > 0) {
      line(table, "accuracy", "%.1f%% of %d answers", 100 * accuracy, answers);
      line(table, "tokens an answer", "%.1f", tokensPerAnswer);
      line(table, "time an answer", "%.1f ms", msPerAnswer);
    }
    line(table, "perplexity", "%.4f", perplexity);
    line(table, "KL to exact", "%.6f nats", klToExact);
    line(table, "fallback", "%.1f%% of steps", 100 * fallbackRatio);
    return table.toString().stripTrailing();
  }

  private static void line(StringBuilder table, String name, String format, Object... values) {
    table.append("%-20s".formatted(name)).append(String.format(Locale.ROOT, format, values));
    table.append('\n');
  }
}
