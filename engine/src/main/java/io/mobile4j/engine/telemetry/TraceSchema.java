package io.mobile4j.engine.telemetry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** The columns of a trace: one row for each token of a pass and each layer with experts. */
final class TraceSchema {
  /** Metadata key of the version of this schema. */
  static final String VERSION_KEY = "mobile4j.trace";

  static final String VERSION = "1";

  static final String GENERATION = "generation";
  static final String STEP = "step";
  static final String PASS = "pass";
  static final String POSITION = "position";
  static final String TOKEN = "token";
  static final String LAYER = "layer";
  static final String EXPERTS = "experts";
  static final String WEIGHTS = "weights";
  static final String PROBABILITIES = "probabilities";
  static final String CONFIDENCE = "confidence";
  static final String FALLBACK = "fallback";

  static final String HITS = "hits";

  /** Counts and times of a pass's layer; they stand on the row of its first token. */
  static final Map<String, ToLongFunction<LayerRecord>> OF_LAYER = new LinkedHashMap<>();

  /** Time of the output head; on the first token's row of a pass's last layer. */
  static final String HEAD_NANOS = "head_ns";

  private static final ArrowType INT = new ArrowType.Int(32, true);
  private static final ArrowType LONG = new ArrowType.Int(64, true);
  private static final ArrowType FLOAT = new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);

  static {
    OF_LAYER.put(HITS, layer -> layer.moved().hits());
    OF_LAYER.put("on_their_way", layer -> layer.moved().onTheirWay());
    OF_LAYER.put("demand_loads", layer -> layer.moved().demandLoads());
    OF_LAYER.put("prefetch_loads", layer -> layer.moved().prefetchLoads());
    OF_LAYER.put("prefetches_used", layer -> layer.moved().prefetchesUsed());
    OF_LAYER.put("bytes", layer -> layer.moved().bytesMoved());
    OF_LAYER.put("stall_ns", layer -> layer.moved().stallNanos());
    OF_LAYER.put("link_ns", layer -> layer.moved().linkNanos());
    OF_LAYER.put("prefetch_ns", layer -> layer.moved().prefetchNanos());
    OF_LAYER.put("exposed_prefetch_ns", layer -> layer.moved().exposedPrefetchNanos());
    OF_LAYER.put("attention_ns", layer -> layer.times().attention());
    OF_LAYER.put("routing_ns", layer -> layer.times().routing());
    OF_LAYER.put("loading_ns", layer -> layer.times().loading());
    OF_LAYER.put("experts_ns", layer -> layer.times().experts());
    OF_LAYER.put("dense_ns", layer -> layer.times().dense());
  }

  private TraceSchema() {}

  /**
   * The schema.
   *
   * @param metadata what was traced
   */
  static Schema of(Map<String, String> metadata) {
    List<Field> fields = new ArrayList<>();
    fields.add(required(GENERATION, INT));
    fields.add(required(STEP, INT));
    fields.add(required(PASS, ArrowType.Utf8.INSTANCE));
    fields.add(required(POSITION, INT));
    fields.add(required(TOKEN, INT));
    fields.add(required(LAYER, INT));
    fields.add(list(EXPERTS, INT));
    fields.add(list(WEIGHTS, FLOAT));
    fields.add(list(PROBABILITIES, FLOAT));
    OF_LAYER.keySet().forEach(name -> fields.add(required(name, LONG)));
    fields.add(required(HEAD_NANOS, LONG));
    fields.add(Field.nullable(CONFIDENCE, FLOAT));
    fields.add(Field.nullable(FALLBACK, ArrowType.Bool.INSTANCE));
    Map<String, String> all = new LinkedHashMap<>(metadata);
    all.put(VERSION_KEY, VERSION);
    return new Schema(fields, all);
  }

  private static Field required(String name, ArrowType type) {
    return new Field(name, FieldType.notNullable(type), null);
  }

  private static Field list(String name, ArrowType element) {
    return new Field(
        name, FieldType.notNullable(ArrowType.List.INSTANCE), List.of(required("item", element)));
  }
}
