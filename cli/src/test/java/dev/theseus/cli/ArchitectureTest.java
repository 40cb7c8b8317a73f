package dev.theseus.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The module that sees all others watches over the direction of their dependencies.
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.theseus");

  @Test
  void seesTheClassesOfAllModules() {
    assertThat(CLASSES.contain("dev.theseus.sql.Identifier")).isTrue();
    assertThat(CLASSES.contain("dev.theseus.operation.Operation")).isTrue();
    assertThat(CLASSES.contain("dev.theseus.cli.Main")).isTrue();
    assertThat(CLASSES.size()).isGreaterThan(50);
  }

  @Test
  void hasNoCyclesBetweenPackages() {
    slices().matching("dev.theseus.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void keepsTheCommandLineOutOfTheInternals() {
    noClasses()
        .that()
        .resideInAPackage("dev.theseus.cli..")
        .should()
        .dependOnClassesThat(resideInAPackage("dev.theseus.internal.."))
        .check(CLASSES);
  }

  @Test
  void endsTheProcessInOnePlaceOnly() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(Main.class.getName())
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
  }

  @Test
  void printsThroughTheConsoleOnly() {
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CLASSES);
  }
}
