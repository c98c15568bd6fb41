package dev.stashline.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;

/**
 * The arrows between modules, as Maven has them: contracts ◀ runtime ◀ {jobs, qstash, providers} ◀
 * services.
 */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.stashline");

  private static final String[] SERVICES = {
    "dev.stashline.ingress..",
    "dev.stashline.webhooks..",
    "dev.stashline.plans..",
    "dev.stashline.messages..",
    "dev.stashline.broker.."
  };

  @Test
  void contracts_know_nobody() {
    noClasses()
        .that()
        .resideInAPackage("dev.stashline.contracts..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.stashline.runtime..",
            "dev.stashline.jobs..",
            "dev.stashline.qstash..",
            "io.vertx..")
        .check(CLASSES);
  }

  @Test
  void shared_modules_know_no_service() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.stashline.runtime..",
            "dev.stashline.jobs..",
            "dev.stashline.qstash..",
            "dev.stashline.providers..",
            "dev.stashline.standins..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(SERVICES)
        .check(CLASSES);
  }

  @Test
  void jobs_qstash_and_providers_do_not_know_each_other() {
    slices()
        .matching("dev.stashline.(jobs|qstash|providers)..")
        .should()
        .notDependOnEachOther()
        .check(CLASSES);
  }

  @Test
  void a_service_never_knows_a_service() {
    slices()
        .matching("dev.stashline.(ingress|webhooks|plans|messages|broker)..")
        .should()
        .notDependOnEachOther()
        .check(CLASSES);
  }

  @Test
  void nobody_knows_the_assembly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.stashline.standalone..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.stashline.standalone..")
        .check(CLASSES);
  }

  /**
   * Stand-ins serve dev, demo and tests; what runs in production is the adapter that talks to them.
   */
  @Test
  void production_code_uses_no_stand_in() {
    noClasses()
        .that()
        .resideInAnyPackage(SERVICES)
        .or()
        .resideInAnyPackage(
            "dev.stashline.jobs..", "dev.stashline.qstash..", "dev.stashline.providers..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.stashline.standins..")
        .check(CLASSES);
  }

  /** Time is an argument: whoever reads a clock of its own cannot be moved by anybody. */
  @Test
  void X05_nobody_but_the_assembly_reads_the_systems_clock_or_zone() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.stashline.standalone..", "dev.stashline.standins..")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(LocalDate.class, "now")
        .orShould()
        .callMethod(LocalDateTime.class, "now")
        .orShould()
        .callMethod(ZonedDateTime.class, "now")
        .orShould()
        .callMethod(OffsetDateTime.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(ZoneId.class, "systemDefault")
        .orShould()
        .callMethod(TimeZone.class, "getDefault")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(Clock.class, "systemDefaultZone")
        .orShould()
        .callMethod(InstantSource.class, "system")
        .orShould()
        .callConstructor(Date.class)
        .check(CLASSES);
  }
}
