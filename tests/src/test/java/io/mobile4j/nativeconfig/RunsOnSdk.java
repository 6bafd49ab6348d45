package io.mobile4j.nativeconfig;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A test that runs on the stand-in, and with a TornadoVM SDK again on the SDK's devices; skipped,
 * and counted as such, where the SDK does not start.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Tag("sdk")
@ExtendWith(RunsOnSdk.RuntimeStarts.class)
public @interface RunsOnSdk {
  /** Whether this process has a TornadoVM API that works. */
  final class RuntimeStarts implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      Tornado tornado = Tornado.here();
      return tornado.kind() == Tornado.Kind.BROKEN
          ? ConditionEvaluationResult.disabled("the SDK does not start: " + tornado.problem())
          : ConditionEvaluationResult.enabled("devices: " + tornado.devices());
    }
  }
}
