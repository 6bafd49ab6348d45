package io.mobile4j.app.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;

/** JSON as the commands write it: one object on one line. */
public final class JsonText {
  private static final MathContext DIGITS = new MathContext(6);
  private static final JsonMapper MAPPER = new JsonMapper();

  private JsonText() {}

  /** A new object. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** A measured figure: six digits, null where there is none. */
  public static Double figure(double value) {
    return Double.isFinite(value) ? new BigDecimal(value, DIGITS).doubleValue() : null;
  }

  /** A figure as it is, null where there is none. */
  public static Double exact(double value) {
    return Double.isFinite(value) ? value : null;
  }

  /** One line, without its end. */
  public static String of(ObjectNode object) {
    try {
      return MAPPER.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
