package io.mobile4j.loader.text;

import com.hubspot.jinjava.el.JinjavaInterpreterResolver;
import java.beans.FeatureDescriptor;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import jinjava.javax.el.CompositeELResolver;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;
import org.apache.commons.lang3.StringUtils;

/** Methods of Python's strings, which chat templates call on what Java holds as strings. */
final class PythonMethods extends ELResolver {
  private PythonMethods() {}

  /** Jinjava's own resolver, with these methods before it. */
  static ELResolver resolver() {
    CompositeELResolver all = new CompositeELResolver();
    all.add(new PythonMethods());
    all.add(JinjavaInterpreterResolver.DEFAULT_RESOLVER_READ_ONLY);
    return all;
  }

  @Override
  public Object invoke(
      ELContext context, Object base, Object method, Class<?>[] types, Object[] arguments) {
    if (!(base instanceof String text)) {
      return null;
    }
    Object result = call(text, method.toString(), arguments == null ? new Object[0] : arguments);
    context.setPropertyResolved(result != null);
    return result;
  }

  /** The method's result, or null if there is no such method here. */
  private static Object call(String text, String method, Object[] arguments) {
    String first = arguments.length > 0 && arguments[0] != null ? arguments[0].toString() : null;
    return switch (method) {
      case "strip" -> StringUtils.strip(text, first);
      case "lstrip" -> StringUtils.stripStart(text, first);
      case "rstrip" -> StringUtils.stripEnd(text, first);
      case "startswith" -> text.startsWith(first);
      case "endswith" -> text.endsWith(first);
      case "lower" -> text.toLowerCase(Locale.ROOT);
      case "upper" -> text.toUpperCase(Locale.ROOT);
      case "find" -> (long) text.indexOf(first);
      case "count" -> (long) StringUtils.countMatches(text, first);
      case "replace" -> text.replace(first, arguments[1].toString());
      case "split" -> split(text, first, arguments.length > 1 ? arguments[1] : -1);
      case "join" -> join(text, (Iterable<?>) arguments[0]);
      default -> null;
    };
  }

  private static List<String> split(String text, String separator, Object most) {
    if (separator == null) {
      return Arrays.asList(StringUtils.split(text));
    }
    int cuts = ((Number) most).intValue();
    return Arrays.asList(text.split(Pattern.quote(separator), cuts < 0 ? -1 : cuts + 1));
  }

  private static String join(String separator, Iterable<?> parts) {
    return StringUtils.join(parts, separator);
  }

  @Override
  public Object getValue(ELContext context, Object base, Object property) {
    return null;
  }

  @Override
  public Class<?> getType(ELContext context, Object base, Object property) {
    return null;
  }

  @Override
  public void setValue(ELContext context, Object base, Object property, Object value) {}

  @Override
  public boolean isReadOnly(ELContext context, Object base, Object property) {
    return true;
  }

  @Override
  public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, Object base) {
    return null;
  }

  @Override
  public Class<?> getCommonPropertyType(ELContext context, Object base) {
    return null;
  }
}
