package io.mobile4j.engine.telemetry;

import io.mobile4j.engine.policy.PassTap.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;

/** Puts the rows of each pass and layer together: they follow one another. */
final class AccessCollector {
  private final List<ExpertAccess> done = new ArrayList<>();
  private Group group; // of the last row; null before the first
  private final TreeMap<Integer, Integer> uses = new TreeMap<>(); // by expert
  private long hits;

  private record Group(int generation, int step, Kind kind, boolean mayFallBack, int layer) {}

  void add(VectorSchemaRoot root) {
    IntVector generation = (IntVector) root.getVector(TraceSchema.GENERATION);
    IntVector step = (IntVector) root.getVector(TraceSchema.STEP);
    VarCharVector pass = (VarCharVector) root.getVector(TraceSchema.PASS);
    IntVector layer = (IntVector) root.getVector(TraceSchema.LAYER);
    ListVector chosen = (ListVector) root.getVector(TraceSchema.EXPERTS);
    IntVector expert = (IntVector) chosen.getDataVector();
    BigIntVector hit = (BigIntVector) root.getVector(TraceSchema.HITS);
    BitVector fallback = (BitVector) root.getVector(TraceSchema.FALLBACK);
    for (int row = 0; row < root.getRowCount(); row++) {
      Kind kind = Kind.valueOf(pass.getObject(row).toString().toUpperCase(Locale.ROOT));
      Group next =
          new Group(
              generation.get(row), step.get(row), kind, !fallback.isNull(row), layer.get(row));
      if (!next.equals(group)) {
        endGroup();
        group = next;
      }
      for (int i = chosen.getElementStartIndex(row); i < chosen.getElementEndIndex(row); i++) {
        uses.merge(expert.get(i), 1, Integer::sum);
      }
      hits += hit.get(row);
    }
  }

  List<ExpertAccess> finish() {
    endGroup();
    return done;
  }

  private void endGroup() {
    if (group != null) {
      done.add(
          new ExpertAccess(
              group.generation,
              group.step,
              group.kind,
              group.mayFallBack,
              group.layer,
              List.copyOf(uses.keySet()),
              List.copyOf(uses.values()),
              hits));
    }
    uses.clear();
    hits = 0;
  }
}
