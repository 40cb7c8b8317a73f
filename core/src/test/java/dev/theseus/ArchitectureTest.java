package dev.theseus;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.sql.Connection;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("/testkit/"))
          .withImportOption(location -> !location.contains("/embedded/"))
          .withImportOption(location -> !location.contains("/sql/target"))
          .importPackages("dev.theseus");

  @Test
  void seesTheClassesOfCore() {
    assertThat(CLASSES.contain("dev.theseus.Theseus")).isTrue();
    assertThat(CLASSES.contain("dev.theseus.internal.engine.Engine")).isTrue();
    assertThat(CLASSES.size()).isGreaterThan(150);
  }

  @Test
  void hasNoCyclesBetweenPackages() {
    slices().matching("dev.theseus.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void touchesConnectionsInTheInternalsOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.theseus.internal..")
        .should()
        .dependOnClassesThat(equivalentTo(Connection.class))
        .check(CLASSES);
  }

  @Test
  void usesTheWayInFromNowhereInside() {
    noClasses()
        .that()
        .resideInAPackage("dev.theseus.*..")
        .should()
        .dependOnClassesThat(resideInAPackage("dev.theseus"))
        .check(CLASSES);
  }

  @Test
  void printsNothingAndExitsNowhere() {
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CLASSES);
    noClasses().should().callMethod(System.class, "exit", int.class).check(CLASSES);
  }
}
