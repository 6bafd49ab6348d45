package io.mobile4j.quality;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.mobile4j.nativeconfig.RunsOnSdk;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Counts what is not run on a real device where no TornadoVM SDK is installed: one skipped test for
 * each class that would run again on it.
 */
class SdkRunsTest {
  private static final List<String> ON_SDK =
      new ClassFileImporter()
              .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
              .importPackages("io.mobile4j")
              .stream()
              .filter(c -> c.isAnnotatedWith(RunsOnSdk.class))
              .map(JavaClass::getName)
              .sorted()
              .toList();

  @TestFactory
  Stream<DynamicTest> everyTestOnTheSdk() {
    assertFalse(ON_SDK.isEmpty());
    boolean sdk = System.getProperty("tornado.api.jar") != null;
    if (!sdk) {
      System.err.printf(
          "SKIPPED: no TornadoVM SDK is installed, %d test classes run on the stand-in only%n",
          ON_SDK.size());
    }
    return ON_SDK.stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> Assumptions.assumeTrue(sdk, name + " is not run on a TornadoVM SDK")));
  }
}
