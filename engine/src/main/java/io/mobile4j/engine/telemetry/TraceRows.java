package io.mobile4j.engine.telemetry;

import io.mobile4j.engine.policy.PassTap.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;

/** Fills the vectors of a trace with rows. */
final class TraceRows {
  private final IntVector generation;
  private final IntVector step;
  private final VarCharVector pass;
  private final IntVector position;
  private final IntVector token;
  private final IntVector layer;
  private final ListVector experts;
  private final ListVector weights;
  private final ListVector probabilities;
  private final Map<BigIntVector, ToLongFunction<LayerRecord>> ofLayer = new LinkedHashMap<>();
  private final BigIntVector headNanos;
  private final Float4Vector confidence;
  private final BitVector fallback;
  private int row;

  TraceRows(VectorSchemaRoot root) {
    generation = (IntVector) root.getVector(TraceSchema.GENERATION);
    step = (IntVector) root.getVector(TraceSchema.STEP);
    pass = (VarCharVector) root.getVector(TraceSchema.PASS);
    position = (IntVector) root.getVector(TraceSchema.POSITION);
    token = (IntVector) root.getVector(TraceSchema.TOKEN);
    layer = (IntVector) root.getVector(TraceSchema.LAYER);
    experts = (ListVector) root.getVector(TraceSchema.EXPERTS);
    weights = (ListVector) root.getVector(TraceSchema.WEIGHTS);
    probabilities = (ListVector) root.getVector(TraceSchema.PROBABILITIES);
    TraceSchema.OF_LAYER.forEach(
        (name, value) -> ofLayer.put((BigIntVector) root.getVector(name), value));
    headNanos = (BigIntVector) root.getVector(TraceSchema.HEAD_NANOS);
    confidence = (Float4Vector) root.getVector(TraceSchema.CONFIDENCE);
    fallback = (BitVector) root.getVector(TraceSchema.FALLBACK);
  }

  /** Rows since the vectors were emptied. */
  int count() {
    return row;
  }

  /** The vectors have been emptied. */
  void emptied() {
    row = 0;
  }

  /** Adds the rows of a pass: its tokens' for each layer. */
  void add(PassRecord record) {
    byte[] kind = record.kind().name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
    for (LayerRecord of : record.layers()) {
      int tokens = of.chosen().length / of.k();
      int first = record.tokens().length - tokens; // the last layer computes what is wanted only
      for (int t = 0; t < tokens; t++) {
        generation.setSafe(row, record.generation());
        step.setSafe(row, record.step());
        pass.setSafe(row, kind);
        position.setSafe(row, record.position() + first + t);
        token.setSafe(row, record.tokens()[first + t]);
        layer.setSafe(row, of.layer());
        routing(of, t, tokens);
        boolean once = t == 0;
        ofLayer.forEach((vector, value) -> vector.setSafe(row, once ? value.applyAsLong(of) : 0));
        boolean last = of.equals(record.layers().getLast());
        headNanos.setSafe(row, once && last ? record.headNanos() : 0);
        decision(record);
        row++;
      }
    }
  }

  private void routing(LayerRecord of, int t, int tokens) {
    int from = experts.startNewValue(row);
    IntVector expert = (IntVector) experts.getDataVector();
    for (int i = 0; i < of.k(); i++) {
      expert.setSafe(from + i, of.chosen()[t * of.k() + i]);
    }
    experts.endValue(row, of.k());
    floats(weights, of.weights(), t * of.k(), of.k());
    int all = of.probabilities().length / tokens;
    floats(probabilities, of.probabilities(), t * all, all);
  }

  private void floats(ListVector list, float[] values, int from, int count) {
    int at = list.startNewValue(row);
    Float4Vector data = (Float4Vector) list.getDataVector();
    for (int i = 0; i < count; i++) {
      data.setSafe(at + i, values[from + i]);
    }
    list.endValue(row, count);
  }

  private void decision(PassRecord record) {
    if (Float.isNaN(record.confidence())) {
      confidence.setNull(row);
    } else {
      confidence.setSafe(row, record.confidence());
    }
    if (record.outcome() == Outcome.FINAL) {
      fallback.setNull(row);
    } else {
      fallback.setSafe(row, record.fallback() ? 1 : 0);
    }
  }
}
