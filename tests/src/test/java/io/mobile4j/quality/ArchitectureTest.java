package io.mobile4j.quality;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The module map of ARCHITECTURE.md, and what each module never does. */
class ArchitectureTest {
  private static final String LOADER = "io.mobile4j.loader..";
  private static final String KERNELS = "io.mobile4j.kernels..";
  private static final String ENGINE = "io.mobile4j.engine..";
  private static final String APP = "io.mobile4j.app..";
  private static final String NATIVE_CONFIG = "io.mobile4j.nativeconfig..";
  private static final String STAND_IN = "io.mobile4j.standin..";
  private static final String TORNADO = "uk.ac.manchester.tornado..";

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.mobile4j");

  private static void never(String[] users, String... used) {
    noClasses()
        .that()
        .resideInAnyPackage(users)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(used)
        .check(PRODUCT);
  }

  private static String[] in(String... packages) {
    return packages;
  }

  @Test
  void dependenciesPointFromAppToLoader() {
    never(in(LOADER), KERNELS, ENGINE, APP, NATIVE_CONFIG);
    never(in(KERNELS), ENGINE, APP);
    never(in(ENGINE), APP);
    never(in(NATIVE_CONFIG), LOADER, KERNELS, ENGINE, APP);
    never(in(STAND_IN), LOADER, KERNELS, ENGINE, APP, NATIVE_CONFIG);
  }

  @Test
  void nobodyKnowsTheStandIn() {
    never(in(LOADER, KERNELS, ENGINE, APP, NATIVE_CONFIG), STAND_IN);
  }

  @Test
  void onlyKernelsTheEngineAndTheProbeKnowTornado() {
    never(in(LOADER, APP), TORNADO);
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching("io.mobile4j.(**)").should().beFreeOfCycles().check(PRODUCT);
  }

  @Test
  void onlyTheApplicationEndsTheProcess() {
    noClasses()
        .that()
        .resideOutsideOfPackage(APP)
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(PRODUCT);
  }

  @Test
  void kernelsKnowNoFilesAndNoPolicies() {
    never(
        in(KERNELS), "java.nio.file..", "io.mobile4j.loader.text..", "io.mobile4j.loader.config..");
  }

  @Test
  void onlyTheApplicationParsesOptions() {
    never(in(LOADER, KERNELS, ENGINE, NATIVE_CONFIG), "picocli..", "me.tongfei..");
  }

  @Test
  void everyPackageSaysWhatItIsFor() {
    Set<String> described =
        PRODUCT.stream()
            .filter(c -> c.getSimpleName().equals("package-info"))
            .map(JavaClass::getPackageName)
            .collect(Collectors.toSet());
    List<String> silent =
        PRODUCT.stream()
            .map(JavaClass::getPackage)
            .map(JavaPackage::getName)
            .distinct()
            .filter(name -> !described.contains(name))
            .sorted()
            .toList();
    assertEquals(List.of(), silent);
  }
}
